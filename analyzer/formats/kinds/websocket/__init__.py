"""What WebSocket clients print: handshakes, messages, closes."""
