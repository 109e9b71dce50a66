"""A command line in this process, over an archive that only remembers what it was asked."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import NamedTuple

import pytest
from fake_archive import FakeArchive

from searchkit.cli.main import main


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "SEARCHKIT_INDEX", "SEARCHKIT_TZ"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def archive(monkeypatch: pytest.MonkeyPatch) -> FakeArchive:
    fake = FakeArchive()
    module = ModuleType("searchkit.archive")
    module.Archive = fake  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "searchkit.archive", module)
    return fake


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], archive: FakeArchive) -> Callable[..., Outcome]:
    """Run the command line in this process over the fake archive."""

    def call(*args: str) -> Outcome:
        code = main(args)
        out, err = capsys.readouterr()
        return Outcome(code, out, err)

    return call
