"""Sentences to the claim table: what is asserted, by whom, where outlets differ, who is quoted, when, which names."""

from summarizer.claims.gathering import GatheredName, gather_names
from summarizer.claims.quotations import Quotation, quotations
from summarizer.claims.table import build_table
from summarizer.claims.timeline import Event, timeline

__all__ = ["Event", "GatheredName", "Quotation", "build_table", "gather_names", "quotations", "timeline"]
