"""`searchkit` and `python -m searchkit`: the command, from its first moment to its last."""

from __future__ import annotations

# `signal` imports others first, into which an interrupt may fall.
import _signal  # type: ignore[import-not-found]
import sys


def run() -> int:
    """Run the command; an interrupt before it can unwind anything just ends the process."""
    # While it is still importing, and when it is done, there is only a traceback to gain.
    try:
        if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
            _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    except KeyboardInterrupt:  # that was under way
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
        _signal.raise_signal(_signal.SIGINT)
    from searchkit.cli.main import main

    return main()


if __name__ == "__main__":
    sys.exit(run())
