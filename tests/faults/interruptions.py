"""Commands that are interrupted: by a signal, by a pipe that nobody reads, by a closed terminal."""

from __future__ import annotations

import os
import pty
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import scenes
from fresh_process import Ended, fresh_call, marked, new_mark
from verdicts import CRASH, HANG, KEPT, LOST, REFUSED, WRONG, Verdict

ROOT = Path(__file__).resolve().parent.parent.parent
ENDINGS = {
    "SIGINT": signal.SIGINT,
    "SIGTERM": signal.SIGTERM,
    "SIGHUP": signal.SIGHUP,
    "closed pipe": None,
    "closed terminal": signal.SIGHUP,
}
"""Ways to end a command, and the signal that its exit code tells of."""
PROGRAM = """
import os, sys, searchkit
os.write(1, b".")
from searchkit.__main__ import run
sys.exit(run())
"""
"""What the installed command does, and a sign that Python itself has started."""
AT_ONCE = """
from searchkit.__main__ import run
raise SystemExit(run())
"""
"""The same, to be interrupted from its first moment on.

Python takes interrupts as exceptions before it runs `site`, what that imports, and the modules that
`run` is in: what it says of those is its own, and no program can help it.
"""
COMMANDS = (("ingest", "--jobs", "3"), ("rebuild", "--jobs", "3"), ("ingest", "--jobs", "1"))


class Command:
    """A command that is running with stdout and stderr in a pipe each, or on a terminal."""

    def __init__(
        self, folder: Path, args: tuple[str, ...], *, terminal: bool, program: str = PROGRAM
    ) -> None:
        self.mark = new_mark()
        self._errors = folder / "stderr"
        command = [sys.executable, "-c", program, *args, str(scenes.documents(folder))]
        self._reader, out = pty.openpty() if terminal else os.pipe()
        with self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [*command, "--index", str(scenes.index(folder))],
                stdin=out if terminal else subprocess.DEVNULL,
                stdout=out,
                stderr=errors,
                env={**os.environ, **self.mark, "PYTHONPATH": str(ROOT)},
                start_new_session=True,
                preexec_fn=_own_terminal if terminal else _heed_signals,
            )
        os.close(out)
        if program != AT_ONCE:
            os.read(self._reader, 1)

    def hang_up(self) -> None:
        """Nobody reads its output any more; the kernel tells the owner of a terminal so."""
        os.close(self._reader)
        self._reader = -1

    def finish(self) -> tuple[int, str]:
        """Wait for it: its exit code and what it said on stderr."""
        try:
            code = self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Ended("hang", "it did not end within 60 s") from None
        finally:
            if self._reader >= 0:
                os.close(self._reader)
        return code, self._errors.read_text("utf-8", "replace")


def interrupt(
    ending: str,
    folder: Path,
    times: int,
    seed: int = 0,
    *,
    program: str = PROGRAM,
    seconds: float = 2.0,
) -> Iterator[Verdict]:
    """Interrupt commands at random moments in one archive; what was left each time.

    `seconds` is how long the first one may take.
    """
    rng = random.Random(f"{ending} {seed}")
    place, now = folder / "0", scenes.Texts()
    for number in range(times):
        before, now = now, scenes.edit(place, seed + number)
        args = COMMANDS[number % len(COMMANDS)]
        started = time.monotonic()
        command = Command(place, args, terminal=ending == "closed terminal", program=program)
        time.sleep(rng.uniform(0, seconds))
        if ENDINGS[ending] is not None and ending != "closed terminal":
            with suppress(ProcessLookupError):
                command.process.send_signal(ENDINGS[ending])
        else:
            command.hang_up()
        try:
            code, said = command.finish()
            if code == 0:
                seconds = (seconds + time.monotonic() - started) / 2
            if program == AT_ONCE and _came_before_run(said):
                code, said = -signal.SIGINT if code == 1 else code, ""
            verdict = _verdict(ending, place, (before, now), code, said, command.mark)
        except Ended as ended:
            verdict = Verdict(ended.how, str(ended))
        yield verdict
        if verdict.reason:
            place, now = folder / str(number + 1), scenes.Texts()


def _verdict(
    ending: str,
    folder: Path,
    states: tuple[scenes.Texts, scenes.Texts],
    code: int,
    said: str,
    mark: dict[str, str],
) -> Verdict:
    number = ENDINGS[ending]
    # Before it heeds signals there is nothing to unwind: the shell counts that the same.
    if code not in (0, *([-number, 128 + number] if number else [])):
        return Verdict(CRASH, f"exit code {code}: {said.strip()[-300:]}")
    if "Traceback" in said or "Exception ignored" in said:
        return Verdict(WRONG, f"a stack trace: {said.strip()[-1000:]}")
    if orphans := marked(mark, seconds=10):
        return Verdict(HANG, f"still running: {orphans}")
    try:
        held = fresh_call(scenes.held, folder)
        if code == 0 and held != states[1]:
            return Verdict(LOST, "it ended well, and what it did is not there")
        if held not in states:
            return Verdict(WRONG, "neither the old nor the new articles")
        # What a commit that was cut off at its very end left goes with the next one.
        if held == states[0] and code > 128 and (left := fresh_call(scenes.leftovers, folder)):
            return Verdict(WRONG, f"left behind: {left}")
        held, left = fresh_call(scenes.settle, folder)
    except Ended as ended:
        return Verdict(REFUSED, str(ended))
    if held != states[1] or left:
        return Verdict(WRONG, f"one more ingestion does not mend it: {left}")
    return Verdict(KEPT)


def _came_before_run(said: str) -> bool:
    """Whether all that is said is of an interrupt before `run` was called."""
    ignored = "Exception ignored" in said and "importlib._bootstrap" not in said
    return "KeyboardInterrupt" in said and ", in run" not in said and not ignored


def _heed_signals() -> None:
    # Whoever runs these tests in the background has its children ignore interrupts.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _own_terminal() -> None:
    """Make stdin the terminal that the new session hangs on."""
    import fcntl
    import termios

    _heed_signals()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
