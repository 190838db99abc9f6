"""One module a command, found by listing this folder: a click command named `command`."""
