"""Merge several news reports of one event into a short neutral brief whose every sentence is cited."""

__version__ = "0.1.0"
