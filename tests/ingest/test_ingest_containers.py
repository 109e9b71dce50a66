"""Members of archives are read in place, each under a path of its own; odd ones are rejected."""

import gzip
import tarfile

import pytest
from packed_news import page, paths, read, reasons, tarred, titles, zipped

from searchkit.ingest import containers, limits
from searchkit.ingest.ids import claims
from searchkit.model import Article

PAGES = {"folder/one.html": page("One"), "two.html": page("Two")}


@pytest.mark.parametrize(
    "packed",
    [zipped(PAGES), tarred(PAGES), gzip.compress(tarred(PAGES))],
    ids=["zip", "tar", "tar.gz"],
)
def test_members_are_read_under_their_own_paths(packed: bytes) -> None:
    items = read(packed, "saved/2025")
    assert titles(items) == ["One", "Two"]
    assert list(paths(items)) == ["saved/2025!/folder/one.html", "saved/2025!/two.html"]


def test_ids_of_members_do_not_hang_on_their_neighbours() -> None:
    texts = {f"{name}.html": page(name) for name in "abc"}

    def ids(members: dict[str, bytes]) -> dict[str, str]:
        items = read(zipped(members), "z.zip")
        return {
            item.title: id for item, id in claims(iter(items), "z.zip") if type(item) is Article
        }

    every = ids(texts)
    del texts["a.html"]
    assert ids(texts) == {name: id for name, id in every.items() if name != "a"}


def test_one_bad_member_costs_no_other() -> None:
    members = {"a.html": page("A"), "b.bin": b"\0\1\2" * 99, "c.json": b"{", "d.html": page("D")}
    for packed in (zipped(members), tarred(members)):
        items = read(packed, "x")
        assert titles(items) == ["A", "D"]
        assert list(reasons(items)) == ["x!/b.bin", "x!/c.json"]


def test_archives_nest_once() -> None:
    inner = zipped(PAGES)
    middle = tarred({"inner.zip": inner})
    outer = read(zipped({"m.tar": middle, "z.html": page("Z")}), "o.zip")
    assert titles(read(middle, "m.tar")) == ["One", "Two"]
    assert titles(outer) == ["Z"]
    assert "unpack the outer one" in reasons(outer)["o.zip!/m.tar!/inner.zip"]


def test_names_that_lead_out_links_and_devices_are_rejected() -> None:
    names = {"../up.html": page("U"), "/abs.html": page("A"), "a/../../b.html": page("B")}
    assert titles(read(zipped(names), "x")) == titles(read(tarred(names), "x")) == []
    assert set(reasons(read(zipped(names), "x")).values()) == {"its name leads out of its archive"}
    special = []
    for name, kind in (
        ("link", tarfile.SYMTYPE),
        ("hard", tarfile.LNKTYPE),
        ("pipe", tarfile.FIFOTYPE),
        ("device", tarfile.BLKTYPE),
    ):
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, "/etc/passwd"
        special.append(info)
    found = read(tarred({"a.html": page("A")}, *special), "x")
    assert titles(found) == ["A"]
    assert list(reasons(found)) == ["x!/link", "x!/hard", "x!/pipe", "x!/device"]


def test_hidden_members_and_folders_are_passed_over() -> None:
    members = {"__MACOSX/._a.html": b"x", ".DS_Store": b"x", "a/": b"", "./b.html": page("B")}
    assert list(paths(read(zipped(members), "x"))) == ["x!/b.html"]


def test_an_encrypted_member_says_what_to_do() -> None:
    packed = bytearray(zipped({"a.html": page("A")}))
    for place in (6, packed.index(b"PK\x01\x02") + 8):
        packed[place] |= 1
    assert "password" in reasons(read(bytes(packed), "x"))["x!/a.html"]


def test_a_damaged_member_is_rejected_and_the_next_one_read() -> None:
    packed = bytearray(zipped(PAGES))
    packed[60:90] = bytes(30)
    items = read(bytes(packed), "x")
    assert titles(items) == ["Two"]
    assert "damaged within its archive" in reasons(items)["x!/folder/one.html"]


def test_a_tar_archive_that_is_damaged_in_the_middle_does_not_end_in_silence() -> None:
    packed = bytearray(tarred({"a.html": page("A"), "b.html": page("B")}))
    header = packed.index(b"b.html")
    packed[header + 148] ^= 1
    items = read(bytes(packed), "x")
    assert titles(items) == ["A"]
    assert "damaged tar archive" in reasons(items)["x"]
    cut = read(tarred(PAGES)[:700], "x")
    assert "cut off" in str(reasons(cut)) or "unexpected end" in str(reasons(cut))


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_too_many_members_are_refused(pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MEMBERS", 3)
    items = read(pack({f"{n}.txt": b"Some text." for n in range(5)}), "x")
    assert "ingest the folder instead" in reasons(items)["x"]


def test_a_zip_archive_of_too_many_is_refused_before_its_names_are_read(monkeypatch) -> None:
    monkeypatch.setattr(limits, "MEMBERS", 3)
    packed = zipped({f"{n}.txt": b"x" for n in range(5)})
    monkeypatch.setattr(containers.zipfile, "ZipFile", None)
    assert "ingest the folder instead" in reasons(read(packed, "x"))["x"]
    lying = bytearray(packed)
    lying[-14:-10] = b"\1\0\1\0"
    assert "ingest the folder instead" in reasons(read(bytes(lying), "x"))["x"]


def test_a_bomb_in_a_member_ends_the_whole_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNPACKED_FREE", 1 << 20)
    items = read(zipped({"a": bytes(9 << 20), "b.html": page("B"), "c": bytes(9 << 20)}), "x.zip")
    assert list(reasons(items)) == ["x.zip"]


def test_office_documents_and_empty_archives_are_called_what_they_are() -> None:
    document = zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})
    assert "office document" in reasons(read(document, "a.docx"))["a.docx"]
    assert reasons(read(zipped({}), "a.zip")) == {"a.zip": "an empty zip archive"}
    assert "cut off" in reasons(read(zipped(PAGES)[:-40], "a.zip"))["a.zip"]
