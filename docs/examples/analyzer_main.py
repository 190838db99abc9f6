"""The command `analyzer` for spark-submit, which wants a file; arguments are the command's."""

import sys

from analyzer.cli.main import run

sys.exit(run(sys.argv[1:]))
