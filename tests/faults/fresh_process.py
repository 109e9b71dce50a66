"""Functions called in processes of their own, which may be killed, crash or never come back.

They are forked from a server that has imported what they need: a call takes milliseconds.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

from protections import left_out, missing

_MARK = "SEARCHKIT_FAULTS"
"""In the environment of a process and, inherited, of all that it starts."""
_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["imported_once", "engines", "kills", "kill_points"])


@cache
def _start_server() -> None:
    # Up to Python 3.12 the server looks for what it is to import on a path of its own.
    with patch.dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, sys.path))):
        forkserver.ensure_running()


class Ended(Exception):
    """A call did not return: it crashed, was killed, took too long, or raised."""

    def __init__(self, how: str, reason: str) -> None:
        super().__init__(f"{how}: {reason}")
        self.how = how
        """crash, hang or error"""


class Fresh:
    """A function `action(say, *args)` that runs in a process of its own, and what it says."""

    def __init__(self, action: Callable[..., None], *args: Any) -> None:
        _start_server()
        self._ear, mouth = _CONTEXT.Pipe(duplex=False)
        self.mark = new_mark()
        self.heard: list[Any] = []
        # A daemon, so that who is interrupted leaves none behind.
        self._process = _CONTEXT.Process(
            target=_run, args=(self.mark, missing(), mouth, action, args), daemon=True
        )
        self._process.start()
        mouth.close()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def hear(self, seconds: float = 60.0) -> Any:
        """The next thing that it says; Ended when there is none."""
        if not self._ear.poll(seconds):
            self.end(signal.SIGKILL)
            raise Ended("hang", f"nothing for {seconds:g} s")
        try:
            said = self._ear.recv()
        except EOFError:
            self._process.join()
            code = self._process.exitcode
            raise Ended("crash", f"exit code {code}") from None
        if isinstance(said, _Raised):
            raise Ended("error", said.text)
        self.heard.append(said)
        return said

    def hear_until(self, moment: float) -> None:
        """Take in what it says until a moment of the monotonic clock, or until it has ended."""
        while (left := moment - time.monotonic()) > 0 and self._ear.poll(left):
            try:
                self.hear()
            except Ended as ended:
                if ended.how == "error":
                    raise
                return

    def end(self, number: int = signal.SIGKILL) -> int:
        """Send a signal, take in what it still said, and wait: the exit code."""
        if self._process.is_alive():
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)
        return self.end_by_itself()

    def end_by_itself(self, seconds: float = 60.0) -> int:
        """Wait for the end, and take in what it still said: the exit code."""
        self._process.join(seconds)
        if self._process.exitcode is None:
            self._process.kill()
            raise Ended("hang", f"it did not end within {seconds:g} s")
        with suppress(EOFError, OSError):
            while self._ear.poll(0):
                said = self._ear.recv()
                self.heard += [] if isinstance(said, _Raised) else [said]
        self._ear.close()
        return self._process.exitcode

    def orphans(self, seconds: float = 10.0) -> list[str]:
        """Command lines of what it started and is still there after a while (Linux)."""
        return marked(self.mark, seconds=seconds)


def fresh_call(action: Callable[..., Any], *args: Any, seconds: float = 60.0) -> Any:
    """What a function returns that is called in a process of its own; Ended when it does not."""
    process = Fresh(_say_result, action, args)
    try:
        return process.hear(seconds)
    finally:
        process.end()


class _Raised:
    def __init__(self, text: str) -> None:
        self.text = text


def _say_result(say: Callable[[Any], None], action: Callable[..., Any], args: Any) -> None:
    say(action(*args))


def _run(
    mark: dict[str, str],
    without: tuple[str, ...],
    mouth: Connection,
    action: Callable[..., None],
    args: Any,
) -> None:
    os.environ.update(mark)
    # The server of forks ignores interrupts, and may itself have been started in the background.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with left_out(*without):
            action(mouth.send, *args)
    except Exception as error:  # noqa: BLE001 - the other side decides what it means
        mouth.send(_Raised(f"{type(error).__name__}: {error}"))


def new_mark() -> dict[str, str]:
    """A variable for the environment of a process, which tells it from all others."""
    return {_MARK: f"{os.getpid()}-{time.monotonic_ns()}"}


def marked(mark: dict[str, str], *, seconds: float) -> list[str]:
    """Command lines of the programs that have inherited a mark and do not end in time (Linux)."""
    deadline = time.monotonic() + seconds
    while (found := list(_marked(mark))) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def _marked(mark: dict[str, str]) -> Iterator[str]:
    wanted = f"{_MARK}={mark[_MARK]}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                yield (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
