"""One process writes, merging as it goes; others read: whatever they are told, one commit said.

Every article holds a word that stands for its batch, so that what any reader sees, in a search, in
the counts and in a timeline, can be held against what the commits left.
"""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engines import ARTICLES, COMMON, batch_of, contents_after
from fresh_process import Ended, Fresh
from verdicts import CRASH, HANG, KEPT, WRONG, Tally, Verdict

READERS, THREADS = 8, 2
_KEPT_BATCHES = 60
"""Older ones are deleted, so that the archive stays of one size while its segments come and go."""
_LOOKS = 20
"""After so many refreshes, a generation is asked in other ways too."""
_MOST = {"open files": 16, "maps": 200, "bytes": 64 << 20}
"""By so much a reader may grow from the second third of its time to the last."""


def write(say: Callable[[Any], None], index: Path, seconds: float) -> None:
    """Commit batches, delete old ones, and rebuild now and then; says each generation's batches."""
    from searchkit import Archive, Article

    deadline = time.monotonic() + seconds
    number = 0
    with Archive.open(index, create=True) as archive:
        while time.monotonic() < deadline or not number:
            for id, batch, text in batch_of(number):
                archive.add(Article(id=id, title=f"Batch {batch}", body=text, language="en"))
            if number >= _KEPT_BATCHES:
                archive.delete(*(id for id, _, _ in batch_of(number - _KEPT_BATCHES)[-ARTICLES:]))
            archive.commit()
            number += 1
            if number % 50 == 0:
                archive.rebuild(stored=True, jobs=1)
            if number == 1:
                say("begun")
    say(number)


def read(say: Callable[[Any], None], index: Path, seconds: float) -> None:
    """Ask in several threads of one archive, which moves on as commits come."""
    from searchkit import Archive

    problems: list[str] = []
    counts: Counter[str] = Counter()
    started = time.monotonic()
    deadline = started + seconds
    peaks = [dict.fromkeys(_MOST, 0) for _ in range(4)]
    with Archive.open(index) as archive:

        def ask() -> None:
            while time.monotonic() < deadline and not problems:
                problem = problem_of(archive)
                counts["asked"] += 1
                if problem:
                    problems.append(problem)

        threads = [threading.Thread(target=ask) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            time.sleep(0.05)
            archive.refresh()
            counts["refreshed"] += 1
            if counts["refreshed"] % _LOOKS == 0 and (problem := disagreement_in(index)):
                problems.append(problem)
            third = min(int(3 * (time.monotonic() - started) / seconds), 3)
            for name, number in held_by_process().items():
                peaks[third][name] = max(peaks[third][name], number)
    for name, most in _MOST.items():
        before, later = peaks[1][name], peaks[2][name]
        if later > before + most:
            problems.append(f"{before} {name} became {later}")
        counts[f"most {name}"] = max(peak[name] for peak in peaks)
    say((problems, dict(counts)))


def problem_of(archive: Any) -> str | None:
    """Ask one generation a few things, and see that they fit together and with some commit."""
    found = archive.search(COMMON, limit=1_000, all_copies=True, timeout=None)
    batches = {hit.id: int(hit.title.split()[1]) for hit in found}
    if len(batches) != found.total:
        return f"{found.total} articles are counted, {len(batches)} listed"
    last = max(batches.values())
    right = contents_after(last + 1)
    oldest = min(int(id.split("-")[0]) for id in batches)
    right = {id: batch for id, batch in right.items() if int(id.split("-")[0]) >= oldest}
    if batches != right:
        return f"{len(batches)} articles of batches {oldest} to {last}, of which no commit was made"
    if oldest not in (0, last + 1 - _KEPT_BATCHES):
        return f"batches {oldest} to {last} were never there at once"
    return None


def disagreement_in(index: Path) -> str | None:
    """Ask one generation in every other way, which all have to say the same."""
    from searchkit import Archive, ArchiveError

    with Archive.open(index) as archive:
        held = set(archive.ids())
        said = {
            "status": archive.status().documents,
            "articles": sum(1 for _ in archive.articles()),
            "select": sum(1 for _ in archive.select(COMMON, timeout=None)),
            "sources": sum(source.documents for source in archive.sources()),
            "timeline": archive.timeline(COMMON, undated=True, timeout=None).total,
        }
        wrong = {name: count for name, count in said.items() if count != len(held)}
        if wrong:
            return f"{len(held)} articles have ids, but {wrong}"
        if archive.similar(max(held), timeout=None) is None or not archive.suggest(COMMON[:3]):
            return "an article, or a word, that is there is not found"
        try:
            return next((str(damage) for damage in archive.check().damage), None)
        except ArchiveError as error:
            # It may be gone by now, which has to be said so.
            return None if "has been replaced" in str(error) else str(error)


def held_by_process() -> dict[str, int]:
    """What this process holds (Linux); bytes are of memory of its own."""
    return {
        "open files": len(os.listdir("/proc/self/fd")),
        "maps": Path("/proc/self/maps").read_bytes().count(b"\n"),
        "bytes": int(Path("/proc/self/statm").read_text("ascii").split()[5])
        * os.sysconf("SC_PAGE_SIZE"),
    }


def read_while_writing(
    folder: Path, seconds: float, reading: Callable[..., None] = read
) -> tuple[Tally, dict[str, int]]:
    """One writer and READERS readers: a verdict for each reader, and how much was done."""
    index = folder / "index"
    tally = Tally()
    done: Counter[str] = Counter()
    writer = Fresh(write, index, seconds)
    writer.hear()  # it has begun
    for reader in [Fresh(reading, index, seconds) for _ in range(READERS)]:
        try:
            problems, counts = reader.hear(seconds + 60)
        except Ended as ended:
            tally.add(Verdict(CRASH if ended.how == "error" else ended.how, str(ended)))
            continue
        done.update(counts)
        tally.add(Verdict(WRONG, problems[0]) if problems else Verdict(KEPT))
        reader.end_by_itself()
    try:
        done["commits"] = writer.hear(seconds + 60)
    except Ended as ended:
        tally.add(Verdict(HANG, str(ended)))
    return tally, dict(done)
