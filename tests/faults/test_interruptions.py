"""A command that is interrupted says so by its exit code, keeps the last commit, and leaves no
trace of itself."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from interruptions import ENDINGS, interrupt
from verdicts import CRASH, HANG, Tally

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="processes are looked for in /proc"
)
# One that is still importing what it needs, and knows nothing of interrupts.
IMPORTING = """
import os, time
os.write(1, b".")
time.sleep(20)
"""
DEAF = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.write(1, b".")
time.sleep(1)
os._exit(0)
"""


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_interrupted_command_loses_nothing(ending: str, tmp_path: Path) -> None:
    tally = Tally.of(interrupt(ending, tmp_path, 3))
    assert (tally.tried, tally.reasons) == (3, [])


def test_a_stack_trace_is_noticed(tmp_path: Path) -> None:
    (verdict,) = interrupt("SIGINT", tmp_path, 1, program=IMPORTING, seconds=0.1)
    assert "KeyboardInterrupt" in verdict.reason


def test_a_command_that_says_it_is_done_and_is_not_is_noticed(tmp_path: Path) -> None:
    (verdict,) = interrupt("SIGTERM", tmp_path, 1, program=DEAF, seconds=0.1)
    assert verdict.outcome not in ("kept", CRASH, HANG)
