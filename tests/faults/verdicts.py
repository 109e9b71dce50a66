"""What became of an index after something was done to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from engines import contents, contents_after
from fresh_process import Ended, fresh_call

KEPT, REFUSED, LOST, WRONG, CRASH, HANG = "kept", "refused", "lost", "wrong", "crash", "hang"
"""All is as it should be; the index says that it cannot; acknowledged articles are gone; other
articles are there than were ever committed; the process ended; it did not end."""


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: str
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.outcome}: {self.reason}"


@dataclass(slots=True)
class Tally:
    """How many verdicts there were of each kind, and the reasons for those that are not good."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: list[str] = field(default_factory=list)

    def add(self, verdict: Verdict, *good: str) -> None:
        self.counts[verdict.outcome] += 1
        if verdict.outcome not in (good or (KEPT,)):
            self.reasons.append(str(verdict))

    @property
    def tried(self) -> int:
        return self.counts.total()

    @classmethod
    def of(cls, verdicts: Iterable[Verdict]) -> Tally:
        tally = cls()
        for verdict in verdicts:
            tally.add(verdict)
        return tally


def after_commits(name: str, folder: Path, acknowledged: int) -> Verdict:
    """What is left of an index that had said so many batches were committed.

    Right is what they left, or what the one that was on its way leaves.
    """
    try:
        found = fresh_call(contents, name, folder, seconds=30)
    except Ended as ended:
        if ended.how == "error":
            doubled = str(ended).startswith("error: Doubled")
            return Verdict(WRONG if doubled else REFUSED, str(ended))
        return Verdict(ended.how, str(ended))
    if found in (contents_after(acknowledged), contents_after(acknowledged + 1)):
        return Verdict(KEPT)
    for batches in range(acknowledged):
        if found == contents_after(batches):
            return Verdict(LOST, f"{batches} of {acknowledged} batches are left")
    missing = contents_after(acknowledged).keys() - found.keys()
    if missing:
        return Verdict(LOST, f"{len(missing)} articles of {acknowledged} batches are gone")
    return Verdict(WRONG, f"it holds what no commit left ({len(found)} articles)")
