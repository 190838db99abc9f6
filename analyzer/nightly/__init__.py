"""The nightly run: which days need a report, its settings, and delivery."""
