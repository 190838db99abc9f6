"""Spans of traces, as exporters write them."""
