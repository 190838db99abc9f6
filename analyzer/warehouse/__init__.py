"""DuckDB over a lake: its files, the catalog as tables, the views, and precomputed days."""
