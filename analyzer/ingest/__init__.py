"""Ingest: reads sources into the lake; every line is counted, every load is committed whole."""
