"""How well the cleaning room marks furniture: a labelled set of our own, and real articles."""
