"""What WebSocket clients print: handshakes, openings, messages, closes."""
