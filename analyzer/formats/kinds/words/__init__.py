"""Calls in people's own words: how lines of text tell a call, its answer or its failure."""
