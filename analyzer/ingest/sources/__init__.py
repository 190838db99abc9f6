"""Sources of logs, and the bytes of text in them, whatever they are packed in."""
