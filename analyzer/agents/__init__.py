"""A read-only door for agents: tools over the views, by the Model Context Protocol."""
