"""What clients, libraries and programs in Python log of a call."""
