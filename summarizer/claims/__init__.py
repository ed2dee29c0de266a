"""Sentences to the claim table: what is asserted, by whom, and where outlets differ."""

from summarizer.claims.table import build_table

__all__ = ["build_table"]
