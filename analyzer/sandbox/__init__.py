"""SQL of a user: read-only, bounded in time and memory, in this process or in one of its own."""
