"""A page saved as one file is read as that page."""

import base64
import quopri

import pytest
from packed_news import page, read, reasons, titles

from searchkit.ingest.mhtml import is_mhtml
from searchkit.model import Article

HEAD = (
    "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://news.example/story\r\n"
    "Subject: Not the title\r\nDate: Sat, 22 Nov 2025 10:00:00 -0000\r\nMIME-Version: 1.0\r\n"
)


def saved(coding: str, *, charset: str = "utf-8", boundary: str = "--bound=") -> bytes:
    markup = page("Grüße").decode().encode(charset)
    packed = quopri.encodestring(markup) if coding == "quoted-printable" else markup
    if coding == "base64":
        packed = base64.encodebytes(markup)
    part = (
        f"Content-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: {coding}\r\n\r\n"
    )
    picture = "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
    kind = f'multipart/related;\r\n\ttype="text/html";\r\n\tboundary="{boundary}"'
    head = f"{HEAD}Content-Type: {kind}\r\n"
    mark = f"\r\n--{boundary}\r\n"
    return b"".join(
        [
            (head + "\r\n" + mark + picture + mark + part).encode(),
            packed,
            f"\r\n--{boundary}--".encode(),
        ]
    )


@pytest.mark.parametrize("coding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
def test_the_page_is_found_among_its_parts(coding: str, charset: str) -> None:
    (article,) = read(saved(coding, charset=charset), "a.mhtml")
    assert isinstance(article, Article)
    assert (article.title, article.url) == ("Grüße", "https://news.example/story")
    assert str(article.published) == "2025-03-04"


def test_it_is_told_by_content() -> None:
    assert titles(read(saved("base64"), "a.txt")) == ["Grüße"]
    assert not is_mhtml(b"From: the desk\r\nDate: 2025-01-01\r\n\r\nThe council met.")
    assert not is_mhtml(page("A"))


def test_what_holds_no_page_is_rejected() -> None:
    empty = f"{HEAD}Content-Type: multipart/related; boundary=x\r\n\r\n--x\r\n\r\n--x--".encode()
    assert reasons(read(empty, "a.mht")) == {"a.mht": "a saved page or mail that holds no HTML"}
    nested = b""
    for level in range(50):
        nested = (
            f"{HEAD}Content-Type: multipart/mixed; boundary=x{level}\r\n\r\n--x{level}\r\n".encode()
            + nested
        )
    assert "no HTML" in reasons(read(nested, "a.mht"))["a.mht"]


def test_base64_that_is_damaged_gives_what_is_left() -> None:
    data = saved("base64").replace(b"\nP", b"\n!P", 1)
    assert titles(read(data[:-60], "a.mhtml")) == ["Grüße"]
