"""Exchanges over several lines: a request, its answer, headers and bodies between."""
