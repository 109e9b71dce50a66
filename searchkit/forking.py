"""Processes that are forked: they have none of their parent's threads, and share its open files.

Whatever a thread of the parent was in the middle of, nobody ends in the child. So no lock that
readers wait for is held over a fork, no module is half imported in one, and the locks and pipes of
a writer stay the parent's alone.
"""

from __future__ import annotations

import os
import sys
import time
from _thread import RLock, allocate_lock, get_ident
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, overload
from weakref import ref

if TYPE_CHECKING:
    from types import FrameType

_T = TypeVar("_T")

_IMPORT_SECONDS = 5.0
"""How long a fork waits at the most for what another thread is importing."""


class Lock(Protocol):
    def acquire(self) -> bool: ...
    def release(self) -> None: ...


class OpenFile(Protocol):
    def fileno(self) -> int: ...


class cached_property(Generic[_T]):
    """`functools.cached_property` without the lock that it has up to Python 3.11.

    That one is shared by all objects of a class, and held while a value is worked out: threads
    wait for each other, and a child that is forked meanwhile waits for ever. Here two threads may
    both work a value out; the first one stays.
    """

    def __init__(self, func: Callable[[Any], _T]) -> None:
        self.func = func
        self.__doc__ = func.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> cached_property[_T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> _T: ...
    def __get__(self, instance: object | None, owner: type) -> cached_property[_T] | _T:
        if instance is None:
            return self
        value: _T = vars(instance).setdefault(self._name, self.func(instance))
        return value


class Turns:
    """Threads take turns, each as often as it likes within its own; a forked process starts anew.

    For what may take long: a fork does not wait for it.
    """

    def __init__(self) -> None:
        self._begin()

    def __enter__(self) -> None:
        if self._process != os.getpid():
            self._begin()
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        # A process that was forked in the middle of a turn has nothing to give back.
        with suppress(RuntimeError):
            self._lock.release()

    def _begin(self) -> None:
        self._process, self._lock = os.getpid(), RLock()


class _Alive(Generic[_T]):
    """Objects for as long as somebody else has them."""

    def __init__(self) -> None:
        self._references: set[ref[_T]] = set()

    def add(self, thing: _T) -> None:
        self._references.add(ref(thing, self._references.discard))

    def __iter__(self) -> Iterator[_T]:
        # Copied at once: other threads add and lose some meanwhile.
        things = (reference() for reference in list(self._references))
        return (thing for thing in things if thing is not None)


_locks: _Alive[Lock] = _Alive()
_files: _Alive[OpenFile] = _Alive()
_held: list[Lock] = []
_one_fork = allocate_lock()


def hold_over_forks(lock: Lock) -> None:
    """Have forks wait until nobody has this lock, which is never held for long."""
    _locks.add(lock)


def keep_from_children(file: OpenFile) -> None:
    """In processes that are forked, have nothing in an open file's place.

    A lock is then released, and a pipe at its end, when the parent dies, whoever it has forked.
    """
    _files.add(file)


def _before() -> None:
    _wait_for_imports()
    _one_fork.acquire()
    for lock in _locks:
        lock.acquire()
        _held.append(lock)


def _after() -> None:
    while _held:
        _held.pop().release()
    _one_fork.release()


def _after_in_child() -> None:
    _after()
    nothing = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    for file in _files:
        # What has been closed has no number.
        with suppress(OSError, ValueError):
            os.dup2(nothing, file.fileno(), inheritable=False)
    os.close(nothing)


def _wait_for_imports() -> None:
    """A child would wait for ever for a module that another thread has begun to import."""
    deadline = time.monotonic() + _IMPORT_SECONDS
    while _others_import() and time.monotonic() < deadline:
        time.sleep(0.001)


def _others_import() -> bool:
    """Whether searchkit is importing anything in another thread."""
    own = get_ident()
    frames = sys._current_frames().items()
    return any(_is_importing(frame) for thread, frame in frames if thread != own)


def _is_importing(frame: FrameType | None) -> bool:
    importing = False
    while frame is not None:
        importing = importing or "importlib._bootstrap" in frame.f_code.co_filename
        if importing and frame.f_globals.get("__name__", "").startswith("searchkit."):
            return True
        frame = frame.f_back
    return False


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before, after_in_parent=_after, after_in_child=_after_in_child)
