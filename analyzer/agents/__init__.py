"""Read-only tools over the views for agents, by the Model Context Protocol."""
