"""Benchmarks against the peers, in one run: `python -m tests.bench`. Nothing here is a test."""
