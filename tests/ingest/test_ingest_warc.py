"""A crawl gives its pages under their addresses; when it was made dates none of them."""

import gzip
import zlib

import pytest
from packed_news import PROSE, page, paths, read, reasons, response, titles, warc_record

from searchkit.ingest import limits
from searchkit.model import Article

SITE = "https://news.example"
CRAWL = [
    warc_record("warcinfo", "", b"software: x"),
    warc_record("request", f"{SITE}/a", b"GET /a HTTP/1.1\r\n\r\n"),
    warc_record("response", f"{SITE}/a", response(page("A"))),
    warc_record("response", f"{SITE}/gone", response(page("Gone"), status=404)),
    warc_record("response", f"{SITE}/x.png", response(b"\x89PNG", "image/png")),
    warc_record("response", f"{SITE}/robots.txt", response(b"User-agent: *", "text/plain")),
    warc_record("resource", f"<{SITE}/b>", page("B"), "text/html; charset=utf-8"),
    warc_record("conversion", f"{SITE}/c", f"C\n\n{PROSE}".encode(), "text/plain"),
    warc_record("revisit", f"{SITE}/a", response(b"")),
]


@pytest.mark.parametrize(
    "crawl",
    [b"".join(CRAWL), b"".join(map(gzip.compress, CRAWL))],
    ids=["as it is", "packed"],  # a packed one says when it was
)
def test_pages_come_with_their_addresses(crawl: bytes) -> None:
    items = read(crawl, "c.warc")
    assert titles(items) == ["A", "B", "C"]
    assert list(paths(items)) == [f"c.warc!/{SITE}/{name}" for name in "abc"]
    assert [item.url for item in items] == [f"{SITE}/{n}" for n in "abc"]  # type: ignore[union-attr]


def test_when_a_page_was_fetched_is_not_when_it_was_published() -> None:
    (item,) = read(CRAWL[-2], "c.warc")
    assert isinstance(item, Article)
    assert (item.published, item.candidates) == (None, ())


def test_what_the_transfer_did_to_a_page_is_undone() -> None:
    packed = gzip.compress(page("Packed"))
    chunks = b"".join(b"%x;x=y\r\n%b\r\n" % (len(part), part) for part in (packed[:9], packed[9:]))
    deflated = zlib.compress(page("Deflated"))
    raw = zlib.compress(page("Raw"))[2:-4]
    records = [
        response(
            chunks + b"0\r\n\r\n", more="Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"
        ),
        response(page("Put together"), more="Transfer-Encoding: chunked\r\n"),
        response(deflated, more="Content-Encoding: deflate\r\n"),
        response(raw, more="Content-Encoding: deflate\r\n"),
        response(
            "<p>Rößler grüßte den Rat der Stadt. ".encode("cp1252") * 9, "text/html; charset=cp1252"
        ),
    ]
    items = read(b"".join(warc_record("response", SITE, block) for block in records), "c.warc")
    assert titles(items)[:4] == ["Packed", "Put together", "Deflated", "Raw"]
    assert items[4].body.startswith("Rößler grüßte")  # type: ignore[union-attr]
    brotli = warc_record("response", SITE, response(b"x", more="Content-Encoding: br\r\n"))
    assert "brotli" in reasons(read(brotli, "c.warc"))[f"c.warc!/{SITE}"]


def test_a_record_too_large_is_rejected_and_the_next_one_read(monkeypatch) -> None:
    monkeypatch.setattr(limits, "DOCUMENT_BYTES", 2000)
    large = warc_record("response", f"{SITE}/large", response(page("Large", PROSE * 9)))
    items = read(large + CRAWL[2], "c.warc")
    assert titles(items) == ["A"]
    assert "larger than" in reasons(items)[f"c.warc!/{SITE}/large"]


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda crawl: crawl[:-9], "cut off"),
        (lambda crawl: crawl.replace(b"Content-Length: 11", b"Content-Length: -1", 1), "how long"),
        (lambda crawl: crawl + b"nonsense\n", "does not begin with WARC/"),
        (lambda crawl: crawl + b"WARC/1.0\r\n" + b"X: y\r\n" * 20_000, "64 KB"),
    ],
)
def test_a_damaged_crawl_says_so_once(damage, reason: str) -> None:
    items = read(damage(b"".join(CRAWL[:3])), "c.warc")
    assert reason in reasons(items)["c.warc"]


def test_crawls_within_crawls_end() -> None:
    data = CRAWL[2]
    for _ in range(5):
        data = warc_record("resource", SITE, data, "text/plain")
    assert "archive in an archive" in str(reasons(read(data, "c.warc")))
