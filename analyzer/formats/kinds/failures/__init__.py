"""Errors of clients in other languages, and what stands above and below them."""
