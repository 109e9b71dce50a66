"""`python -m searchkit`: the same as the command `searchkit`."""

from __future__ import annotations

import sys

from searchkit.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
