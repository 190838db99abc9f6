"""What the program needs of Python, DuckDB and the operating system, whatever it is used for."""
