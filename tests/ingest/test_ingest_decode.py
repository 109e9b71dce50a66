"""Bytes become text, whatever they are."""

import codecs
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.ingest.decode import binary_kind, decode, encoding_for

TEXT = "„Fünf Brücken“, sagte er – für 10 €."


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides_and_is_gone(mark: bytes, encoding: str) -> None:
    data = mark + TEXT.encode(encoding)
    assert decode(data, "iso-8859-1") == (TEXT, encoding)
    assert binary_kind(data) is None


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_its_mark(encoding: str) -> None:
    data = TEXT.encode(encoding)
    assert decode(data) == (TEXT, encoding)
    assert binary_kind(data) is None


def test_a_declaration_is_read_as_browsers_read_it() -> None:
    page = f'<html><head><meta charset="iso-8859-1"></head>{TEXT}'
    assert decode(page.encode("cp1252")) == (page, "cp1252")
    xml = f'<?xml version="1.0" encoding="windows-1251"?><p>{"Москва"}</p>'
    assert decode(xml.encode("cp1251")) == (xml, "cp1251")
    assert decode("東京".encode("cp932"), "text/html; charset=Shift_JIS") == ("東京", "cp932")


def test_utf_8_beats_a_wrong_label() -> None:
    page = f'<meta charset="iso-8859-1">{TEXT}'
    assert decode(page.encode()) == (page, "utf-8")


def test_a_declaration_in_a_comment_does_not_count() -> None:
    page = f'<!-- <meta charset="koi8-r"> --><meta charset="windows-1252">{TEXT}'
    assert decode(page.encode("cp1252"))[0] == page


def test_undeclared_legacy_text_is_detected() -> None:
    text = "Der Bürgermeister hält die Brücke für gefährlich; die Behörde prüft das. " * 20
    assert decode(text.encode("cp1252"))[0] == text


def test_a_few_broken_bytes_leave_utf_8() -> None:
    text, encoding = decode(("Grüße aus Köln, schöne Brücke, " * 9).encode() + b"\xff end")
    assert encoding == "utf-8"
    assert text.endswith("\ufffd end")


@pytest.mark.parametrize("label", ["rot13", "utf-7", "unicode_escape", "idna", "nonsense", "a\0b"])
def test_labels_that_name_no_charset_are_ignored(label: str) -> None:
    assert encoding_for(label) is None
    assert decode(b"plain", label) == ("plain", "utf-8")


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7\n", b"PK\x03\x04....", b"\x89PNG\r\n\x1a\n", b"\0\0\0\0", bytes(range(32)) * 9],
)
def test_binary_files_are_known(data: bytes) -> None:
    assert binary_kind(data)
    assert decode(data)[0]


def test_one_stray_control_character_makes_no_binary_file() -> None:
    assert binary_kind(b"The army\0 said that " + b"it would not leave. " * 9) is None
    assert binary_kind(b"") is None


@given(st.binary(max_size=200), st.one_of(st.none(), st.text(max_size=20)))
def test_nothing_raises(data: bytes, declared: str | None) -> None:
    text, encoding = decode(data, declared)
    assert isinstance(text, str)
    assert encoding
    binary_kind(data)


@given(st.text())
def test_utf_8_comes_back(text: str) -> None:
    data = text.encode()
    if "\0" not in text and not text.startswith("\ufeff"):
        assert decode(data)[0] == text


@pytest.mark.skipif("SEARCHKIT_EVAL_DATA" not in os.environ, reason="needs SEARCHKIT_EVAL_DATA")
def test_a_damaged_file_is_read_as_the_reference_decoder_does() -> None:
    folder = Path(os.environ["SEARCHKIT_EVAL_DATA"], "badinput", "utf8")
    data = (folder / "flenniken_utf8tests.bin").read_bytes()
    expected = (folder / "flenniken_utf8.replace.ref.txt").read_bytes().decode()
    text, encoding = decode(data, "utf-8")
    assert (text, encoding) == (expected, "utf-8")
