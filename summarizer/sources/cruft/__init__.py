"""What in an article's text is no article prose: marked with a reason, never edited.

Evidence beats cue words: a line is marked when it is only a stamp or a label, when it speaks to the reader
instead of telling the news, or when it stands apart from its neighbours; in doubt it is kept.
"""

from summarizer.sources.cruft.cleaning import Cleaned, clean, repeated_lines
from summarizer.sources.cruft.reasons import REASONS

__all__ = ["REASONS", "Cleaned", "clean", "repeated_lines"]
