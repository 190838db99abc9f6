"""Rows of the lake, made of lines by SQL and by the look; each line has its verdict."""
