"""What is wrong with an archive's files, what could be saved of it, what a backup holds."""

from __future__ import annotations

from typing import Any

from searchkit.values import Value, as_dict


class Damage(Value):
    """One thing that `check` found wrong: the file, and what is wrong with it."""

    path: str
    problem: str


class CheckReport(Value):
    """What `check` verified, and the damage it found."""

    files: int
    documents: int
    damage: tuple[Damage, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is damaged."""
        return not self.damage

    def to_json(self) -> dict[str, Any]:
        return {
            "ok": self.ok,
            "files": self.files,
            "documents": self.documents,
            "damage": [as_dict(item) for item in self.damage],
        }


class RepairReport(Value, kw_only=True):
    """What `repair` found damaged and could save.

    `documents` are in the archive again; `lost` are the ids of articles that no whole file holds,
    `unnamed` how many more there were whose ids are lost too. `files` are to be read again by the
    next ingestion, which brings back what they hold.
    """

    damage: tuple[Damage, ...] = ()
    documents: int = 0
    lost: tuple[str, ...] = ()
    unnamed: int = 0
    files: int = 0

    @property
    def lossless(self) -> bool:
        """Whether every article could be kept."""
        return not (self.lost or self.unnamed)

    def to_json(self) -> dict[str, Any]:
        data = as_dict(self)
        data["damage"] = [as_dict(item) for item in self.damage]
        return data | {"lost": list(self.lost), "lossless": self.lossless}


class BackupReport(Value, kw_only=True):
    """What a backup holds, and how much of it had to be copied: the rest was there already."""

    path: str
    generation: int
    documents: int
    files: int
    copied: int
    bytes_copied: int

    def to_json(self) -> dict[str, Any]:
        return as_dict(self)


class RestoreReport(Value, kw_only=True):
    """What was restored. `replaced` is the folder with what was there before, if anything was."""

    path: str
    documents: int
    files: int
    bytes: int
    replaced: str | None = None

    def to_json(self) -> dict[str, Any]:
        return as_dict(self)
