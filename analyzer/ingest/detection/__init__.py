"""Which format reads a source, or each of its lines; what is said where none does."""
