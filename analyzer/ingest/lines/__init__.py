"""Lines of sources: bounded chunks, elements of documents, and times spelt as all formats do."""
