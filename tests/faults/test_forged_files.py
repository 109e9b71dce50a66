"""A file that lies, with checksums that are right, is refused or read: nothing else happens."""

from __future__ import annotations

import os
import pickle
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from bit_flips import KINDS, answers, make_archive, newest, replaced
from forged_files import (
    SECONDS,
    forbid,
    in_child,
    naming,
    outcome_of,
    put_together,
    taken_apart,
    trials,
)
from protections import left_out

TRIALS = 24
needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forged") / "index"
    make_archive(folder)
    return folder


@needs_proc
@pytest.mark.parametrize("kind", KINDS)
def test_a_forged_file_is_refused_or_read(index: Path, kind: str) -> None:
    found = list(trials(index, kind, TRIALS))
    assert [(trial.change, trial.problem) for trial in found if trial.problem] == []
    assert sum(trial.refused for trial in found) > TRIALS / 4


def test_a_file_put_together_again_without_a_change_reads_as_before(index: Path) -> None:
    """So what is refused is refused for what was changed, and not for how it was forged."""
    before = answers(index)
    (segment, *_), (manifest,) = newest(index, "segment"), newest(index, "manifest")
    data = put_together(*taken_apart(segment.read_bytes()))
    with replaced(segment, data), replaced(manifest, naming(manifest, segment.name, data)):
        assert answers(index) == before


@needs_proc
def test_without_a_check_of_bounds_a_forged_column_is_noticed(index: Path) -> None:
    (segment, *_), (manifest,) = newest(index, "segment"), newest(index, "manifest")
    header, sections, facts = taken_apart(segment.read_bytes())
    sections["sources"] = np.full_like(sections["sources"], 200)
    data = put_together(header, sections, facts)
    with replaced(segment, data), replaced(manifest, naming(manifest, segment.name, data)):
        assert in_child(lambda: outcome_of(index)) == "refused"
        with left_out("bounds"):
            assert "IndexError" in in_child(lambda: outcome_of(index))


@needs_proc
def test_what_takes_too_long_too_much_or_starts_programs_is_noticed() -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.system, ("true",)

    def spins() -> str:
        while True:
            sum(range(1_000))

    def unpickles() -> str:
        sys.addaudithook(forbid)
        pickle.loads(pickle.dumps(Evil()))
        return ""

    started = time.monotonic()
    assert "SIGKILL" in in_child(spins) or "SIGXCPU" in in_child(spins)
    assert time.monotonic() - started > SECONDS
    assert "MemoryError" in in_child(lambda: str(len(bytes(1 << 30))))
    assert "forbidden: pickle.find_class" in in_child(unpickles)
    assert in_child(lambda: "") == ""
