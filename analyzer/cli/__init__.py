"""The command line. Each module of `commands` is one command."""

import os

# PyArrow and polars load numpy, whose threads for linear algebra, of which there is none here, wait
# for work with a core each before they sleep.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
