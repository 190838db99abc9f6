"""Checks that a user can run: of a lake, and of the samples of vendor files."""
