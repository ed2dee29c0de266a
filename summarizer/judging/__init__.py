"""Judge a draft: each proposed statement stands on its citations and is worded neutrally, or it is not told.

Agreement is counted here, by code, over independent publishers; no model is asked for it.
"""

from summarizer.judging.chosen import narrowed
from summarizer.judging.draft import Judged, fit, judge
from summarizer.judging.ground import Ground, Told

__all__ = ["Ground", "Judged", "Told", "fit", "judge", "narrowed"]
