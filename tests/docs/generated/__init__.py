"""Pages of the documentation that the program writes, one module a page."""
