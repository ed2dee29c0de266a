"""What writes a draft: the extractive engine (embedded, no key) or a language model."""
