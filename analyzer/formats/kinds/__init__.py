"""Formats that are alike but for their patterns: lines of text, exchanges over several lines."""
