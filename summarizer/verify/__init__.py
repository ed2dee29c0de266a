"""The gate: does a statement stand on exactly these passages?

Each check is one small function with one code. A value that is not shown is a rejection; likeness is none.
"""

from summarizer.verify.gate import CODES, Verdict, audit, check
from summarizer.verify.lone import lone_values

__all__ = ["CODES", "Verdict", "audit", "check", "lone_values"]
