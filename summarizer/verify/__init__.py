"""The gate: does a statement stand on exactly these passages?

Each check is one small function with one code. A value that is not shown is a rejection; likeness is none.
"""

from summarizer.verify.gate import CODES, check, stands
from summarizer.verify.lone import lone_values
from summarizer.verify.wording import WORDING_CODES, Passage, judges, lists_text, wording

__all__ = ["CODES", "WORDING_CODES", "Passage", "check", "judges", "lists_text", "lone_values", "stands", "wording"]
