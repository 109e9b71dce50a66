"""One run over the evaluation data: pages are read once by each reader, and read again if kept.

What peers read is kept in a folder between runs, since they are slow and do not change; what
searchkit reads never is.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict
from pathlib import Path

from benchmarks.quality.pages import Page, digest, read_pages
from benchmarks.quality.readers import OWN, READERS, Reading


class Run:
    """The pages of `data` as its readers see them; `kept` is the folder of what peers read."""

    def __init__(self, data: Path, kept: Path | None = None) -> None:
        self.data = data
        self._kept = kept
        self._pages: dict[str, list[Page]] = {}
        self._readings: dict[str, dict[str, Reading]] = {}
        self._stored: dict[str, int] = {}

    def pages(self, name: str) -> list[Page]:
        """The pages of a set."""
        if name not in self._pages:
            self._pages[name] = read_pages(self.data, name)
        return self._pages[name]

    def digest(self, name: str) -> str:
        """What the truth of a set is, as a SHA-256."""
        return digest(self.data, name)

    def read(self, reader: str, page: Page) -> Reading:
        """What a reader makes of a page."""
        readings = self._readings.setdefault(reader, self._load(reader))
        if page.key not in readings:
            readings[page.key] = READERS[reader].read(page.data, page.url)
        return readings[page.key]

    def seconds(self, reader: str, name: str, rounds: int = 3) -> float:
        """CPU seconds a page from bytes, the best of some rounds for each page of a set."""
        pages = self.pages(name)
        return sum(_best(reader, page, rounds) for page in pages) / len(pages)

    def keep(self) -> None:
        """Write what peers read to the folder."""
        for reader, readings in self._readings.items():
            place = self._place(reader)
            if place is not None and len(readings) > self._stored.get(reader, 0):
                place.parent.mkdir(parents=True, exist_ok=True)
                values = {key: asdict(reading) for key, reading in readings.items()}
                place.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")

    def _load(self, reader: str) -> dict[str, Reading]:
        place = self._place(reader)
        if place is None or not place.exists():
            return {}
        values = json.loads(place.read_text(encoding="utf-8"))
        self._stored[reader] = len(values)
        return {key: Reading(**value) for key, value in values.items()}

    def _place(self, reader: str) -> Path | None:
        if self._kept is None or reader == OWN:
            return None
        version = READERS[reader].version or ""
        name = hashlib.sha256(f"{reader} {version}".encode()).hexdigest()[:12]
        return self._kept / f"{name}.json"


def _best(reader: str, page: Page, rounds: int) -> float:
    times = []
    for _ in range(rounds):
        start = time.process_time()
        READERS[reader].read(page.data, page.url)
        times.append(time.process_time() - start)
    return min(times)
