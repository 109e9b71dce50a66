"""Files that lie: any part of any file changed at will, and every checksum made right again.

Damage is caught by checksums; a file from a stranger has right ones. Whatever it says, reading it
ends soon, in bounded memory, with an answer or an error of searchkit's.
"""

from __future__ import annotations

import json
import os
import random
import resource
import select
import signal
import struct
import sys
import traceback
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from bit_flips import newest, questions, replaced

from searchkit import Archive
from searchkit.errors import SearchkitError

SECONDS = 2
"""CPU time that all questions together may take, beside what they take of an intact archive."""
MEMORY = 512 << 20
_BLOCK = 1 << 16
_HEADER = 64
_FOOTER = struct.Struct("<QQIIQ24x8s")
_EXTREMES = (0, 1, 2, 127, 128, 255, 1 << 15, (1 << 16) - 1, 1 << 31, (1 << 32) - 1, (1 << 63) - 1)
_FORBIDDEN = (
    *(
        "pickle.find_class",
        "subprocess.Popen",
        "os.system",
        "os.exec",
        "os.posix_spawn",
        "pty.spawn",
    ),
    *("os.spawn", "os.fork", "os.forkpty", "ctypes.dlopen", "socket.connect", "urllib.Request"),
    *("os.remove", "os.rename", "os.rmdir", "os.mkdir", "shutil.rmtree", "code.__new__"),
)
"""Audit events that reading an archive never gives rise to."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One forged file, and what came of reading it: None where all was well."""

    change: str
    problem: str | None
    refused: bool = False


def trials(index: Path, kind: str, count: int, seed: int = 0) -> Iterator[Trial]:
    """Forge files of a kind, one after the other, and read each in a process of its own."""
    _prepare(index)
    rng = random.Random(f"{kind} {seed}")
    manifest = newest(index, "manifest")[0]
    for _ in range(count):
        path = rng.choice(newest(index, kind))
        change, data = forged(path, rng)
        if kind == "manifest":
            with replaced(path, data):
                yield _tried(index, change)
        else:
            with replaced(path, data), replaced(manifest, naming(manifest, path.name, data)):
                yield _tried(index, f"{path.name} {change}")


def forged(path: Path, rng: random.Random) -> tuple[str, bytes]:
    """What was changed, and the file with it."""
    data = path.read_bytes()
    if not data.startswith(b"searchkt"):
        facts = json.loads(data.split(b"\n")[0])
        change = _change_facts(facts, rng)
        return change, _sealed(facts)
    header, sections, facts = taken_apart(data)
    if rng.random() < 0.15:
        said: list[str] = []
        data = put_together(
            header, sections, facts, lambda directory: said.append(_change_facts(directory, rng))
        )
        return said[0], data
    name = rng.choice(sorted(name for name, array in sections.items() if len(array)))
    how, sections[name] = _change_array(sections[name], rng)
    if rng.random() < 0.02:
        del sections[name]
        how = "left out"
    return f"{name}: {how}", put_together(header, sections, facts)


def taken_apart(data: bytes) -> tuple[bytes, dict[str, Any], dict[str, Any]]:
    offset, length, *_ = _FOOTER.unpack(data[-64:])
    directory = json.loads(data[offset : offset + length])
    sections = {
        name: np.frombuffer(data, place["dtype"], place["count"], place["offset"])
        for name, place in directory["sections"].items()
        if name
    }
    return data[:_HEADER], sections, directory["facts"]


def put_together(
    header: bytes,
    sections: dict[str, Any],
    facts: dict[str, Any],
    change: Callable[[dict[str, Any]], object] = lambda directory: None,
) -> bytes:
    """A file of these sections, its directory changed, with the checksums that belong to them."""
    out = bytearray(header)
    places: dict[str, Any] = {}
    checksums: list[int] = []
    for name, array in sections.items():
        raw = array.tobytes()
        out += bytes(-len(out) % 64)
        places[name] = {"offset": len(out), "count": len(array), "dtype": array.dtype.str}
        out += raw
        checksums += [zlib.crc32(raw[at : at + _BLOCK]) for at in range(0, len(raw), _BLOCK)]
    listed = np.array(checksums, "<u4").tobytes()
    out += bytes(-len(out) % 64)
    places[""] = {"offset": len(out), "count": len(checksums), "dtype": "<u4"}
    out += listed
    parts = {"sections": places, "facts": facts}
    change(parts)
    directory = json.dumps(parts, separators=(",", ":")).encode()
    crc = zlib.crc32(directory, zlib.crc32(listed))
    footer = (len(out), len(directory), crc, zlib.crc32(header), len(out) + len(directory) + 64)
    return bytes(out) + directory + _FOOTER.pack(*footer, b"tkhcraes")


def _change_array(array: Any, rng: random.Random) -> tuple[str, Any]:
    """The array changed in one of many ways, and which."""
    changed = array.copy()
    raw = changed.view(np.uint8)
    most = np.iinfo(array.dtype).max if array.dtype.kind in "iu" else 2.0**62
    value = min(rng.choice(_EXTREMES), most)
    place = rng.randrange(len(array))
    way = rng.randrange(9)
    if way == 0:
        for _ in range(rng.choice((1, 1, 2, 8))):
            raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
        return "bits flipped", changed
    if way == 1:
        changed[place] = value
        return f"element {place} is {value}", changed
    if way == 2:
        changed[:] = value
        return f"all elements are {value}", changed
    if way == 3:
        raw[:] = np.frombuffer(rng.randbytes(len(raw)), np.uint8)
        return "random bytes", changed
    if way == 4:
        return f"cut to {place}", changed[:place]
    if way == 5:
        times = rng.choice((2, 2, 3, 64))
        return f"{times} times as long", np.tile(changed, times)
    if way == 6:
        return "backwards", changed[::-1].copy()
    if way == 7:
        dtype = rng.choice(("|u1", "<u2", "<u4", "<u8", "<i4", "<f8"))
        size = np.dtype(dtype).itemsize
        return f"taken for {dtype}", raw[: len(raw) // size * size].view(dtype)
    changed[place:] = changed[place]
    return f"constant from {place}", changed


def _change_facts(facts: dict[str, Any], rng: random.Random) -> str:
    """Change one value of a JSON object, at any depth."""
    holder: Any = facts
    key = rng.choice(sorted(facts))
    while isinstance(holder[key], dict | list) and holder[key] and rng.random() < 0.8:
        holder = holder[key]
        key = rng.choice(sorted(holder)) if isinstance(holder, dict) else rng.randrange(len(holder))
    old = holder[key]
    deep: list[Any] = []
    for _ in range(500):
        deep = [deep]
    others = [None, True, -1, 1.5, "", "../../etc/passwd", "\x00\ud800", [], {}, [[]], deep, 1e308]
    holder[key] = rng.choice([*others, *_EXTREMES])
    if isinstance(old, list) and rng.random() < 0.5:
        holder[key] = rng.choice([old[:-1], old + old, old[::-1]])
    return f"{key!r} is {str(holder[key])[:40]!r}"


def _sealed(manifest: dict[str, Any]) -> bytes:
    line = json.dumps(manifest).encode()
    return line + b"\n%08x\n" % zlib.crc32(line)


def naming(manifest: Path, name: str, data: bytes) -> bytes:
    """The manifest with a file's new size and checksum."""
    facts = json.loads(manifest.read_bytes().split(b"\n")[0])
    facts["files"][name] = [len(data), zlib.crc32(data)]
    return _sealed(facts)


def _prepare(index: Path) -> None:
    """Import what reading needs, once, so that each trial starts with it."""
    with suppress(SearchkitError):
        _read(index)


def _read(index: Path) -> bool:
    """Ask everything; whether anything was refused."""
    refused = False
    with Archive.open(index, zone="UTC") as archive:
        for ask in (*questions(index), lambda archive: archive.check()):
            try:
                ask(archive)
            except SearchkitError:
                refused = True
    return refused


def _tried(index: Path, change: str) -> Trial:
    said = in_child(lambda: outcome_of(index))
    return Trial(change, None if said in ("", "refused") else said, said == "refused")


def outcome_of(index: Path) -> str:
    """Whether an archive is refused, in part or whole; what else happens is raised."""
    sys.addaudithook(forbid)
    try:
        return "refused" if _read(index) else ""
    except SearchkitError:
        return "refused"


def forbid(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN or (event == "open" and _writes(arguments)):
        os.write(forbid.pipe, f"forbidden: {event} {arguments!r}"[:4_000].encode())  # type: ignore[attr-defined]
        os._exit(1)


def _writes(arguments: tuple[Any, ...]) -> bool:
    _, mode, flags = arguments
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT
    return any(letter in str(mode or "") for letter in "wax+") or bool((flags or 0) & writing)


def in_child(work: Callable[[], str]) -> str:
    """What `work` returns in a process with little time and memory, or how that ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        forbid.pipe = writing  # type: ignore[attr-defined]
        _limit()
        try:
            said = work()
        except BaseException:  # noqa: BLE001 - whatever gets out is what we look for
            said = traceback.format_exc(limit=-4)
        os.write(writing, said.encode(errors="backslashreplace")[:4_000])
        os._exit(0)
    os.close(writing)
    try:
        return _report(reading, child)
    finally:
        os.close(reading)


def _report(reading: int, child: int) -> str:
    # Waiting may take longer than the child's CPU time: the machine may be busy.
    ready, _, _ = select.select([reading], [], [], 60)
    if not ready:
        os.kill(child, signal.SIGKILL)
    said = os.read(reading, 4_096).decode() if ready else "no answer within a minute"
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and not said:
        return f"ended by {signal.Signals(os.WTERMSIG(status)).name}"
    return said


def _limit() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + SECONDS + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
