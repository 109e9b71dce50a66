"""Whatever is killed, and whenever: nothing acknowledged is lost, and nothing stays behind."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import scenes
from fresh_process import Ended, Fresh
from kill_points import at_calls, at_system_calls, has_strace
from kills import kill_commits, kill_scene
from protections import left_out
from verdicts import HANG, KEPT, LOST, REFUSED, WRONG, Tally, after_commits

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="processes are looked for in /proc"
)


def test_commits_that_are_killed_lose_nothing(tmp_path: Path) -> None:
    tally = Tally.of(kill_commits("searchkit", tmp_path, 6))
    assert (tally.tried, tally.reasons) == (6, [])


@pytest.mark.parametrize("scene", scenes.SCENES)
def test_scenes_that_are_killed_lose_nothing(scene: str, tmp_path: Path) -> None:
    tally = Tally.of(kill_scene(scene, tmp_path, 3))
    assert (tally.tried, tally.reasons) == (3, [])


def test_a_commit_that_is_killed_at_each_call_that_writes_is_there_or_not(tmp_path: Path) -> None:
    tally = Tally.of(at_calls(tmp_path, every=3))
    assert tally.tried > 8
    assert tally.reasons == []


@pytest.mark.skipif(not has_strace(), reason="there is no strace")
def test_a_commit_that_is_killed_at_system_calls_is_there_or_not(tmp_path: Path) -> None:
    tally = Tally.of(at_system_calls(tmp_path, every=60))
    assert tally.tried > 3
    assert tally.reasons == []


# That these tests can fail


def test_a_manifest_that_is_not_put_in_place_at_once_is_noticed(tmp_path: Path) -> None:
    with left_out("renames"):
        assert any(found.outcome == REFUSED for found in kill_commits("searchkit", tmp_path, 100))


def test_what_is_never_cleaned_up_is_noticed(tmp_path: Path) -> None:
    with left_out("clean-up"):
        assert any("left over" in found.reason for found in at_calls(tmp_path, every=3))


def test_lost_and_invented_batches_are_noticed(tmp_path: Path) -> None:
    assert not any(kill_commits("searchkit", tmp_path, 0))
    index = tmp_path / "index"
    assert after_commits("searchkit", index, 0).outcome == KEPT
    assert after_commits("searchkit", index, 2).outcome == LOST
    scenes.edit(tmp_path, 0, files=2)
    scenes.settle(tmp_path)
    assert after_commits("searchkit", index, 0).outcome in (REFUSED, WRONG)


def test_files_that_are_left_over_are_noticed(tmp_path: Path) -> None:
    scenes.edit(tmp_path, 0, files=2)
    assert scenes.settle(tmp_path) == (scenes.said_by(tmp_path), [])
    (scenes.index(tmp_path) / "seg-0123456789abcdef.sk").write_bytes(b"")
    assert scenes.leftovers(tmp_path) == ["seg-0123456789abcdef.sk"]


def leave_a_child(say: Callable[[Any], None]) -> None:
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3)"], start_new_session=True)
    say("left")


def test_children_that_go_on_are_noticed() -> None:
    process = Fresh(leave_a_child)
    process.hear()
    process.end()
    assert "time.sleep(3)" in process.orphans(seconds=0.1)[0]
    assert process.orphans(seconds=30) == []


def hang(say: Callable[[Any], None]) -> None:
    time.sleep(60)


def test_a_process_that_says_nothing_hangs() -> None:
    with pytest.raises(Ended) as error:
        Fresh(hang).hear(seconds=0.2)
    assert error.value.how == HANG
