"""SQL of ingest: from an exchange to a request, with the macros that vendor files become."""
