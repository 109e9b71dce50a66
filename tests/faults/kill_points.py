"""One commit, killed at each of its steps: at every call that writes, or at every system call."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

import scenes
from fresh_process import Fresh, fresh_call
from kills import after_scene
from verdicts import Verdict

CALLS = ("open_new", "write", "rename", "remove", "sync", "sync_folder")
"""Functions of `searchkit.store.durable`."""


def at_calls(folder: Path, every: int = 1) -> Iterator[Verdict]:
    """Killed before each call that writes (or each `every`-th), and in the middle of each write."""
    commit = _Commit(folder)
    for halved in (False, True):
        number = 0
        while True:
            process = Fresh(_ingest_until, commit.again(), number, halved)
            code = process.end_by_itself()
            if code == 0:
                break
            yield commit.verdict(process)
            number += every


def at_system_calls(folder: Path, every: int = 1) -> Iterator[Verdict]:
    """Killed at each system call (or each `every`-th), by strace."""
    commit = _Commit(folder)
    number = 1
    while True:
        process = Fresh(_ingest_when_told, commit.again())
        process.hear()
        tracer = _strace(process.pid, f"inject=all:signal=SIGKILL:when={number}")
        with suppress(ProcessLookupError):  # The call that it waits in may be the one.
            os.kill(process.pid, signal.SIGUSR1)
        process.end_by_itself()
        tracer.communicate(timeout=60)
        if process.heard[-1] == "done":
            return
        yield commit.verdict(process)
        number += every


def has_strace() -> bool:
    return shutil.which("strace") is not None


class _Commit:
    """A folder with an archive and documents that have changed since, again and again the same."""

    def __init__(self, folder: Path) -> None:
        self._first, self._copy = folder / "first", folder / "copy"
        self._first.mkdir()
        for seed in range(3):
            self._before = scenes.edit(self._first, seed, files=24)
            fresh_call(scenes.settle, self._first)
        self._now = scenes.edit(self._first, 3, files=24)

    def again(self) -> Path:
        shutil.rmtree(self._copy, ignore_errors=True)
        shutil.copytree(self._first, self._copy)
        return self._copy

    def verdict(self, process: Fresh) -> Verdict:
        return after_scene("ingest", self._copy, process, self._before, self._now)


def _ingest_until(say: Callable[[Any], None], folder: Path, number: int, halved: bool) -> None:
    """Ingest, and be killed at the call of that number."""
    from searchkit.store import durable

    left = number
    real = {name: getattr(durable, name) for name in CALLS}

    def step(name: str) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            nonlocal left
            if name == "write" or not halved:
                left -= 1
            if left < 0:
                if halved:
                    real["write"](args[0], args[1][: len(args[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return real[name](*args)

        return call

    with patch.multiple(durable, **{name: step(name) for name in CALLS}):
        scenes.ingest_alone(say, folder)


def _ingest_when_told(say: Callable[[Any], None], folder: Path) -> None:
    import searchkit.sync  # noqa: F401 - what is imported now is not traced
    from searchkit.engines.local import writer  # noqa: F401

    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    say("ready")
    signal.sigwait({signal.SIGUSR1})
    scenes.ingest_alone(say, folder)


def _strace(pid: int, what: str) -> subprocess.Popen[bytes]:
    """Attach strace to a process; it is attached when this returns."""
    command = ["strace", "-p", str(pid), "-o", os.devnull, "-e", what]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE)
    assert tracer.stderr is not None
    said = tracer.stderr.readline()
    if b"attached" not in said:
        tracer.kill()
        raise OSError(said.decode("utf-8", "replace"))
    return tracer
