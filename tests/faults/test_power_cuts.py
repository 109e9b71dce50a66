"""After a power cut at any point, the archive is what a commit made it, whole."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from power_cuts import Disk, Event, State, states
from stories import Story, editing, ingesting, keeping, piling, upgrading, view

from searchkit import Archive, Article

STORIES: list[Callable[[Path], Story]] = [editing, piling, ingesting, keeping, upgrading]


@pytest.fixture(params=STORIES, ids=[story.__name__ for story in STORIES], scope="module")
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Story:
    made: Story = request.param(tmp_path_factory.mktemp("story"))
    return made


def problems(story: Story, cuts: list[State], folder: Path) -> list[str]:
    found = [(cut, story.problem(cut, folder / str(n))) for n, cut in enumerate(cuts)]
    return [f"{cut}: {problem}" for cut, problem in found if problem]


def sample(cuts: list[State], size: int) -> list[State]:
    return random.Random(3).sample(cuts, min(size, len(cuts)))


def test_all_that_was_written_went_through_durable(story: Story) -> None:
    disk = Disk(story.first)
    for event in story.events:
        disk.apply(event)
    assert {name: bytes(file.data) for name, file in disk.names.items()} == story.files


def test_no_cut_loses_or_breaks_what_was_acknowledged(story: Story, tmp_path: Path) -> None:
    cuts = story.states()
    assert len(cuts) > 100
    assert problems(story, sample(cuts, 120), tmp_path) == []


@pytest.mark.parametrize("without", [("sync",), ("sync folder",), ("sync", "sync folder")])
def test_without_syncs_cuts_lose_articles_and_these_tests_see_it(
    story: Story, without: tuple[str, ...], tmp_path: Path
) -> None:
    cuts = sample(story.states(without=without), 30)
    assert len(problems(story, cuts, tmp_path)) > 5


def test_what_a_cut_left_passes_every_check_and_can_be_written_on(
    story: Story, tmp_path: Path
) -> None:
    for number, cut in enumerate(sample(story.states(), 15)):
        index = tmp_path / str(number)
        cut.put(index)
        before = view(index)
        if before and "answers" not in before:
            with Archive.open(index, stored_only=True) as archive:
                archive.rebuild(stored=True, jobs=1)
        with Archive.open(index, create=True) as archive:
            assert archive.check().damage == ()
            archive.add(Article(id="later", body="The ferry sailed.", language="en"))
        with Archive.open(index) as archive:
            assert archive.check().ok
            kept = [item.to_json() for item in archive.articles() if item.id != "later"]
            assert archive.get("later") is not None
        assert kept == (before["articles"] if before else [])


def test_each_step_of_a_story_leaves_something_else(story: Story) -> None:
    assert len(story.views) > 3
    assert all(one != next_ for one, next_ in pairwise(story.views))


# The model of the disk


def write_and_rename() -> list[Event]:
    return [
        Event("create", "new"),
        Event("write", "new", data=b"abcd"),
        Event("rename", "new", other="old"),
    ]


def contents(events: list[Event], **options: tuple[str, ...]) -> list[dict[str, bytes]]:
    return [state.files for state in states(events, tries=8, **options)]


def test_what_is_not_synced_may_be_there_in_part_or_not_at_all() -> None:
    left = contents(write_and_rename())
    for data in (b"", b"ab", b"\0\0\0\0", b"abcd"):
        assert {"new": data} in left
        assert {"old": data} in left
    assert {} in left


def test_synced_bytes_and_names_stay() -> None:
    synced = [*write_and_rename(), Event("sync", "old"), Event("sync folder")]
    later = [Event("write", "old", data=b"ef"), Event("done")]
    left = [state.files for state in states(synced + later) if state.done]
    assert left
    assert all(files["old"].startswith(b"abcd") for files in left)


def test_syncs_that_are_left_out_keep_nothing() -> None:
    synced = [*write_and_rename(), Event("sync", "old"), Event("sync folder"), Event("done")]
    left = [s.files for s in states(synced, without=("sync", "sync folder")) if s.done]
    assert {} in left
    assert {"old": b""} in left


def test_a_removed_name_may_come_back_until_the_folder_is_synced() -> None:
    events = [
        *(Event("create", "a"), Event("sync folder"), Event("remove", "a"), Event("done")),
        *(Event("sync folder"), Event("done")),
    ]
    left = [(state.done, set(state.files)) for state in states(events)]
    assert (1, {"a"}) in left
    assert (1, set()) in left
    assert (2, {"a"}) not in left
