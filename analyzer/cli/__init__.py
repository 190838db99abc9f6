"""The command line. Each module of `commands` is one command."""
