"""Sentences with exact offsets, words, and the folded form in which texts are compared."""
