"""What collectors, loggers and consoles put around a line, and how it is taken off."""
