"""The dashboard in a real browser: `pytest -m browser`, and pictures of every page."""
