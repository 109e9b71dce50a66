"""A full or broken disk is an error that says so; nothing is lost, and the next try succeeds."""

from __future__ import annotations

import errno
import os
import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from disk_faults import FaultyDisk, Run, actions, add, make_news
from protections import left_out
from stories import article, view

from searchkit import Archive, Article, WriteFailed
from searchkit.cli.main import main

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return make_news(tmp_path_factory.mktemp("news"))


@pytest.mark.parametrize(
    ("lasting", "code"), [(True, errno.ENOSPC), (False, errno.EIO)], ids=["full", "one error"]
)
@pytest.mark.parametrize("name", sorted(actions(Path())))
def test_nothing_is_lost_and_the_next_try_succeeds(folder, tmp_path, name, lasting, code):
    run = Run(folder / "index", actions(folder)[name], tmp_path)
    # scripts/torture tries every call.
    assert list(run.problems(lasting=lasting, code=code, step=3 if lasting else 4)) == []


@pytest.mark.parametrize(
    ("protection", "said"),
    [("errors of syncs", "was not synced"), ("errors of writes", "cannot be read")],
)
def test_a_failure_that_passes_for_success_is_caught(folder, tmp_path, protection, said):
    with left_out(protection):
        found = Run(folder / "index", add, tmp_path).problems(lasting=False, code=errno.EIO)
        assert any(said in problem for problem in found)


def test_the_command_says_so_and_ends_with_2(folder, tmp_path, capsys):
    index = shutil.copytree(folder / "index", tmp_path / "index")
    arguments = ["--index", str(index), "ingest", str(folder / "more"), "-q", "--jobs", "1"]
    with FaultyDisk(2, lasting=True):
        assert main(arguments) == 2
    assert "No space left on device): nothing was committed" in capsys.readouterr().err
    assert main(arguments) == 0


def test_a_backup_to_a_full_disk_leaves_the_one_before(folder, tmp_path):
    index = shutil.copytree(folder / "index", tmp_path / "index")
    with Archive.open(index, zone="UTC") as archive:
        archive.backup(tmp_path / "backup")
    before = view(tmp_path / "backup")
    add(index)
    with Archive.open(index, zone="UTC") as archive:
        for failing in range(0, 40, 2):
            with FaultyDisk(failing, lasting=True) as disk:
                try:
                    archive.backup(tmp_path / "backup")
                except (WriteFailed, OSError):
                    assert view(tmp_path / "backup") in (before, view(index))
            if len(disk.calls) <= failing:
                break
        archive.backup(tmp_path / "backup")
    assert view(tmp_path / "backup") == view(index)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_real_limit_on_files_is_met_in_children_too(tmp_path, jobs):
    with (tmp_path / "news.jsonl").open("w") as lines:
        rng = random.Random(3)
        for number in range(1_500):
            body = " ".join(f"w{rng.randrange(30_000)}" for _ in range(120))
            lines.write(f'{{"id": "n{number}", "title": "A story", "body": "{body}"}}\n')

    def ingest(limit: int) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "searchkit", "ingest", "news.jsonl", "-q", "--jobs", jobs],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=120,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        )

    with Archive.open(tmp_path / "index", create=True) as archive:
        archive.add(Article(id="first", title="The first", body="It was there before."))
    refused = ingest(100_000)
    assert refused.returncode == 2, refused.stderr
    assert "nothing was committed" in refused.stderr
    assert "Traceback" not in refused.stderr
    with Archive.open(tmp_path / "index") as archive:
        assert list(archive.ids()) == ["first"]
    assert ingest(resource.RLIM_INFINITY).returncode == 0
    with Archive.open(tmp_path / "index") as archive:
        assert archive.status().documents == 1_501


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    """A file system of two megabytes, where this user may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("mounting a small file system takes more rights")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_disk_that_is_really_full(small_disk):
    index = small_disk / "index"
    with Archive.open(index, create=True, zone="UTC") as archive:
        archive.add(Article(id="first", title="The first", body="It was there before."))
    filler = small_disk / "filler"
    free = os.statvfs(small_disk)
    filler.write_bytes(bytes((free.f_bavail - 8) * free.f_frsize))
    before = view(index)
    many = [article(random.Random(1), number) for number in range(600)]
    with pytest.raises(WriteFailed) as caught, Archive.open(index, zone="UTC") as archive:
        archive.add_all(many)
    assert caught.value.errno == errno.ENOSPC
    assert view(index) == before
    filler.unlink()
    with Archive.open(index, zone="UTC") as archive:
        archive.add_all(many)
        assert archive.check().ok
    with Archive.open(index) as archive:
        assert archive.status().documents == 601
