"""What clients, SDKs and programs of Node.js print of a call."""
