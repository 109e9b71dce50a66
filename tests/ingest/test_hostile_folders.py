"""Whatever lies in a folder, every article in it is taken in and all else is one line each."""

from __future__ import annotations

import io
import os
import socket
import tarfile
from collections import Counter
from pathlib import Path

import pytest
from hostile_files import PROSE, tar_with, zip_of
from packed_news import page, tarred, zipped

from searchkit import Archive, IngestReport
from searchkit.ingest import limits, worker
from searchkit.ingest.reader import read_bytes
from searchkit.model import Article, Rejected

NAMES = (
    b"new\nline.txt",
    b"tab\tand\rreturn.txt",
    b"\x1b[2Jcleared.txt",
    b"latin-\xe9t\xe9.txt",
    b"half-\xc3.txt",
    b"surrogate-\xed\xb3\xa9.txt",
    "override-\u202e.txt".encode(),
    "Straße.txt".encode(),
    b"STRASSE.txt",
    "e\u0301.txt".encode(),
    "\u00e9.txt".encode(),
    b"Story.txt",
    b"story.TXT",
    b"%41.txt",
    b"A.txt!",
    b"a!",
    b"-rf",
    b"'; --.txt",
    b"n" * 251 + b".txt",
)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    return folder


def ingest(news: Path, jobs: int = 1) -> IngestReport:
    with Archive.open(news.parent / "index", create=True) as archive:
        return archive.ingest(news, jobs=jobs)


def told(report: IngestReport) -> dict[str, str]:
    reasons = {item.path: item.reason for item in report.rejected}
    assert len(reasons) == len(report.rejected)
    assert all(reason and "\n" not in reason for reason in reasons.values())
    return reasons


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_is_taken_in_whatever_it_is_called(news: Path, jobs: int) -> None:
    for number, name in enumerate(NAMES):
        with open(os.fsencode(news) + b"/" + name, "w") as file:
            file.write(f"Story {number}\n\n{PROSE}")
    found = len(os.listdir(news))  # some systems take two of the names for one, or refuse some
    report = ingest(news, jobs)
    assert (report.added, report.rejected) == (found, ())
    again = ingest(news, jobs)
    assert (again.unchanged, again.added, again.removed) == (found, 0, 0)
    with Archive.open(news.parent / "index") as archive:
        assert (
            len({hit.path for hit in archive.search("bridge", limit=99, all_copies=True)}) == found
        )


def test_what_is_no_file_is_one_line_and_the_others_are_read(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(news)  # the address of a socket is short
    (news / "story.txt").write_text(PROSE)
    os.mkfifo("pipe.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.txt")
        Path("self.txt").symlink_to("self.txt")
        Path("one.txt").symlink_to("two.txt")
        Path("two.txt").symlink_to("one.txt")
        Path("null.txt").symlink_to("/dev/null")
        Path("zero.txt").symlink_to("/dev/zero")
        Path("up").symlink_to("..")
        Path("here").symlink_to(".")
        report = ingest(news)
    assert report.added == 1
    assert told(report) == {
        "news/null.txt": "a symbolic link out of the folder that was named",
        "news/pipe.txt": "not a regular file",
        "news/socket.txt": "not a regular file",
        "news/zero.txt": "a symbolic link out of the folder that was named",
    }


@pytest.mark.parametrize("seconds", [-(1 << 31), -1, 0, 1 << 32, (1 << 34) - 1])
def test_a_file_of_any_time_is_read_once(news: Path, seconds: int) -> None:
    (news / "story.txt").write_text(PROSE)
    os.utime(news / "story.txt", (seconds, seconds))
    assert ingest(news).added == 1
    again = ingest(news)
    assert (again.unchanged, again.updated, again.added) == (1, 0, 0)


def test_a_terabyte_of_nothing_costs_no_more_than_the_time_that_a_file_may_take(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "SECONDS", 1)
    (news / "story.txt").write_text(PROSE)
    with (news / "sparse.txt").open("wb") as file:
        try:
            file.truncate(1 << 40)
        except OSError:
            pytest.skip("no file can be so large here")
    report = ingest(news)
    assert report.added == 1
    assert told(report) == {"news/sparse.txt": "the reader took longer than 1 s on it"}


def test_a_file_that_grows_while_it_is_read_is_read_again(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = news / "story.txt"
    path.write_text(f"Bridge\n\n{PROSE}")
    os.utime(path, (1, 1))
    look = worker._look

    def growing(file: io.BufferedReader, task: worker.Task) -> object:
        found = look(file, task)
        with path.open("a") as end:
            end.write("A ferry sails instead.")
        return found

    monkeypatch.setattr(worker, "_look", growing)
    assert ingest(news).added == 1
    monkeypatch.undo()
    assert ingest(news).updated == 1
    with Archive.open(news.parent / "index") as archive:
        assert archive.search("ferry").total == 1


def test_a_file_that_vanishes_before_it_is_read_is_told(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (news / "story.txt").write_text(PROSE)
    (news / "gone.txt").write_text(PROSE)
    open_regular = worker.open_regular

    def vanishing(path: str) -> object:
        (news / "gone.txt").unlink(missing_ok=True)
        return open_regular(path)

    monkeypatch.setattr(worker, "open_regular", vanishing)
    report = ingest(news)
    assert report.added == 1
    assert told(report) == {"news/gone.txt": "cannot be read: No such file or directory"}


@pytest.mark.parametrize(
    "error", [PermissionError(13, "Permission denied"), OSError(5, "I/O error")]
)
def test_what_may_not_be_read_is_told_and_the_others_are_read(
    news: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    # Tests may run as root, who may read whatever it likes.
    (news / "story.txt").write_text(PROSE)
    (news / "closed.txt").write_text(PROSE)
    open_regular = worker.open_regular

    def denying(path: str) -> object:
        if path.endswith("closed.txt"):
            raise error
        return open_regular(path)

    monkeypatch.setattr(worker, "open_regular", denying)
    report = ingest(news)
    assert report.added == 1
    assert told(report) == {"news/closed.txt": f"cannot be read: {error.strerror}"}


# Archives within archives


def read(data: bytes, path: str) -> tuple[list[str], dict[str, str]]:
    items = list(read_bytes(data, path=path))
    titles = [item.title for item in items if isinstance(item, Article)]
    return titles, {item.path: item.reason for item in items if isinstance(item, Rejected)}


def test_a_bomb_within_an_archive_within_an_archive_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "UNPACKED_FREE", 1 << 20)
    bomb = zip_of(zeros=bytes(5 << 20))
    for packed in (
        zipped({"b.zip": bomb}),
        tarred({"b.zip": bomb}),
        zipped({"b.tar": tarred({"z": bytes(5 << 20)})}),
    ):
        titles, reasons = read(packed, "outer")
        assert titles == []
        (reason,) = reasons.values()
        assert "unpacks to more than 1 MB" in reason


def test_a_hundred_archives_in_one_share_its_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNPACKED_FREE", 1 << 20)
    monkeypatch.setattr(limits, "UNPACKED_RATIO", 1)
    inner = zip_of(spaces=page(" " * (100 << 10)))
    titles, reasons = read(zipped({f"{n}.zip": inner for n in range(100)}), "outer.zip")
    assert len(titles) < 20
    assert list(reasons)[-1:] == ["outer.zip"]


def test_members_of_any_name_are_named_in_text_that_can_be_stored() -> None:
    names = ["caf\udce9.html", "new\nline.html", "\x1b[2J.html", "\u202e.html", "a" * 500 + ".html"]
    for pack in (zipped, tarred):
        members = {name: page(f"Story {n}") for n, name in enumerate(names)}
        if pack is zipped:
            members = {name.replace("\udce9", "é"): data for name, data in members.items()}
        items = list(read_bytes(pack(members), path="x"))
        assert Counter(type(item) for item in items) == {Article: len(names)}
        for item in items:
            item.path.encode()  # type: ignore[union-attr]


def test_a_tar_of_nothing_but_links_and_devices_has_a_line_for_each() -> None:
    kinds = (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE)
    packed = b"".join(tar_with(kind, f"{n}.txt") for n, kind in enumerate(kinds)) + bytes(1024)
    _, reasons = read(zipped({"links.tar": packed}), "x.zip")
    assert list(reasons) == [f"x.zip!/links.tar!/{n}.txt" for n in range(len(kinds))]
    assert set(reasons.values()) == {"a link or special file in an archive is not followed"}
