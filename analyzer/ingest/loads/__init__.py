"""Loads: a source read once, staged aside, and committed whole."""
