"""A command that is interrupted says so by its exit code, keeps the last commit, and leaves no
trace of itself."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from interruptions import AT_ONCE, ENDINGS, interrupt
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
# One that is interrupted where Python ignores it, and goes on.
IGNORING = """
import os, sys, time
from searchkit.archive import Archive
from searchkit.__main__ import run


class Busy:
    def __del__(self):
        time.sleep(0.5)


def ingest(archive, *paths, **options):
    os.write(1, b".")
    Busy()
    time.sleep(20)


Archive.ingest = Archive.rebuild = ingest
sys.exit(run())
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


def test_an_interrupt_that_python_can_only_ignore_comes_again(tmp_path: Path) -> None:
    (verdict,) = interrupt("SIGINT", tmp_path, 1, program=IGNORING, seconds=0.1)
    assert str(verdict) == "kept: "


def test_an_interrupt_while_it_starts_is_nobodys_trace_but_pythons(tmp_path: Path) -> None:
    tally = Tally.of(interrupt("SIGINT", tmp_path, 3, program=AT_ONCE, seconds=0.3))
    assert tally.reasons == []


def test_a_stack_trace_is_noticed(tmp_path: Path) -> None:
    (verdict,) = interrupt("SIGINT", tmp_path, 1, program=IMPORTING, seconds=0.1)
    assert "KeyboardInterrupt" in verdict.reason


def test_a_command_that_says_it_is_done_and_is_not_is_noticed(tmp_path: Path) -> None:
    (verdict,) = interrupt("SIGTERM", tmp_path, 1, program=DEAF, seconds=0.1)
    assert verdict.outcome not in ("kept", CRASH, HANG)
