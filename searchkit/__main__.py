"""`searchkit` and `python -m searchkit`: the command, from its first moment to its last."""

from __future__ import annotations

import signal
import sys


def run() -> int:
    """Run the command; an interrupt before it can unwind anything just ends the process."""
    # While it is still importing, and when it is done, there is only a traceback to gain.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from searchkit.cli.main import main

    return main()


if __name__ == "__main__":
    sys.exit(run())
