"""Tokens in any order and of any size become the same lists; repeated ones count once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from naive_segment import FileContents, PlainArticle, write

from searchkit.store import inversion
from searchkit.store.inversion import TokenRows, invert

FORMS = ["zebra", "run", "ran", "runs"]
STEMS = ["run", "zebra"]


def tokens(*rows: tuple[int, int, int, int, int]) -> TokenRows:
    """(doc, position, span, form, stem)"""
    return TokenRows(*np.array(rows, np.int64).reshape(-1, 5).T)


def test_keys_too_wide_for_one_number_are_sorted_as_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = [
        PlainArticle(f"a{n}", ("was", "tab"), ("wit", "tab", "tax", "a" * (n + 1)))
        for n in range(9)
    ]
    narrow = write(tmp_path / "narrow", articles)
    monkeypatch.setattr(inversion._Bits, "fit", False)
    wide = write(tmp_path / "wide", articles)
    assert wide.read_bytes() == narrow.read_bytes()


def test_numbers_as_large_as_they_come_keep_their_places() -> None:
    far = (1 << 31) - 1
    found = invert(
        tokens((1 << 24, far, 255, 2, 0), (1 << 24, far, 255, 0, 1), (1 << 24, 5, 1, 1, 0)),
        FORMS,
        STEMS,
        np.zeros((1 << 24) + 1, np.int64),
    )
    (lists,) = found.lists()
    assert lists.docs.tolist() == [1 << 24, 1 << 24]
    assert lists.gaps.tolist() == [5, far - 5, far]
    assert lists.spans.tolist() == [0, 254, 254]


def test_an_occurrence_given_twice_counts_once() -> None:
    once = invert(
        tokens((0, 0, 1, 1, 0), (0, 0, 2, 1, 0), (1, 0, 1, 2, 0)), FORMS, STEMS, np.ones(2, int)
    )
    twice = invert(
        tokens(
            (0, 0, 1, 1, 0), (0, 0, 2, 1, 0), (0, 0, 1, 1, 0), (0, 0, 2, 2, 0), (1, 0, 1, 2, 0)
        ),
        FORMS,
        STEMS,
        np.ones(2, int),
    )  # fmt: skip
    assert twice.cf.tolist() == once.cf.tolist() == [3]
    assert twice.lexicon.entry_cf.tolist() == [2, 1]
    assert next(twice.lists()).counts.tolist() == [2, 1]


def test_no_tokens_make_no_lists() -> None:
    found = invert(tokens(), FORMS, STEMS, np.zeros(1, np.int64))
    assert list(found.lists()) == []
    assert len(found.lexicon.terms) == len(found.lexicon.forms) == 0


def test_one_form_may_have_the_stems_of_several_languages() -> None:
    found = invert(tokens((0, 0, 1, 0, 1), (1, 0, 1, 0, 0)), FORMS, STEMS, np.zeros(2, np.int64))
    assert found.lexicon.terms == ["run", "zebra"]
    assert found.lexicon.forms == ["zebra"]
    assert found.lexicon.entry_lists.tolist() == [0, 1]


def test_an_empty_segment_is_a_segment(tmp_path: Path) -> None:
    contents = FileContents(write(tmp_path / "segment", []))
    assert contents.documents == 0
    assert contents.lists("text") == {}
    assert contents.stored() == []
