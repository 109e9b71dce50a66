"""What is written is what the articles hold: every list, form, pair, impact, column."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from naive_segment import (
    ANALYZER,
    FileContents,
    PlainArticle,
    collections,
    columns,
    lists_of,
    newsroom,
    pairs_of,
    write,
)

from searchkit.store import inversion, pairs_writer
from searchkit.store.article_columns import MAX_PLAIN_LENGTH, check_key_space
from searchkit.store.layout import FIELDS, GAP, MAX_KEYS


@given(collections)
def test_the_lists_of_every_field_hold_what_the_articles_hold(found: list[PlainArticle]) -> None:
    contents = written(found)
    for field in FIELDS:
        lists = contents.lists(field)
        assert lists == lists_of(found, field)
        assert list(lists) == sorted(lists, key=lambda t: (-len(lists[t]), t.encode()))


@given(collections)
def test_entries_count_each_form_of_a_list_the_commonest_first(found: list[PlainArticle]) -> None:
    contents = written(found)
    for field in FIELDS:
        entries = contents.entries(field)
        for number, (_, postings) in enumerate(contents.lists(field).items()):
            cf = Counter(form for places in postings.values() for *_, form in places)
            df = Counter(form for p in postings.values() for form in {form for *_, form in p})
            forms = sorted(cf, key=lambda form: (-cf[form], form.encode()))
            expected = [(form, cf[form], df[form]) for form in forms]
            assert [entries.pop((number, code)) for code in range(len(forms))] == expected
        assert not entries


@given(collections)
def test_columns_and_stored_articles_come_back(found: list[PlainArticle]) -> None:
    contents = written(found)
    assert contents.facts["analyzer"] == ANALYZER
    assert contents.stored() == [article.stored for article in found]
    assert contents.encoded("starts") == [article.starts for article in found]
    assert contents.strings("ids") == [article.id for article in found]
    by_id = sorted(range(len(found)), key=lambda doc: found[doc].id.encode())
    assert contents.array("ids.order") == by_id
    sources = contents.facts["sources"]
    assert [sources[i] for i in contents.array("sources")] == [a.source for a in found]
    assert contents.array("title_lengths") == [len(a.title) for a in found]
    assert contents.array("precisions") == [0 if a.seconds is None else 2 for a in found]


@given(collections)
def test_the_newest_articles_rank_first_and_undated_ones_last(found: list[PlainArticle]) -> None:
    ranks = written(found).array("recency")
    order = sorted(
        range(len(found)),
        key=lambda d: (found[d].seconds is None, -(found[d].seconds or 0), found[d].id.encode()),
    )
    assert [ranks[doc] for doc in order] == list(range(len(found)))


def test_pairs_are_all_those_of_common_words_in_one_text(tmp_path: Path) -> None:
    found = newsroom(300)
    contents = FileContents(write(tmp_path / "segment", found))
    assert contents.facts["pairs_from"] == pairs_writer.LEAST
    pairs = contents.pairs()
    assert pairs == pairs_of(found, pairs_writer.LEAST)
    assert len(pairs) > 20


def test_pairs_are_found_across_the_steps_in_which_the_text_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairs_writer, "_AT_ONCE", 7)
    found = newsroom(200, seed=2)
    pairs = FileContents(write(tmp_path / "segment", found)).pairs()
    assert pairs == pairs_of(found, pairs_writer.LEAST)


def test_impacts_are_the_pairs_that_no_posting_of_their_run_beats(tmp_path: Path) -> None:
    found = newsroom(1_000)
    contents = FileContents(write(tmp_path / "segment", found))
    counts = iter(contents.array("text.impact_counts"))
    freqs, lengths = (contents.packed(f"text.impact_{name}") for name in ("freqs", "lengths"))
    for postings in contents.lists("text").values():
        if len(postings) < 256:
            break
        pairs = [
            (weighted_freq(found[d], places), weighted_length(found[d]))
            for d, places in postings.items()
        ]
        for first in range(0, len(pairs), 128):
            best = competitive(pairs[first : first + 128])
            assert [(next(freqs) + 1, next(lengths)) for _ in range(next(counts))] == best
    assert not any([*counts, *freqs, *lengths])


def weighted_freq(article: PlainArticle, places: list[tuple[int, int, str]]) -> int:
    return sum(3 if position < len(article.title) else 1 for position, *_ in places)


def weighted_length(article: PlainArticle) -> int:
    return 3 * len(article.title) + len(article.body)


def competitive(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return sorted(
        (freq, length)
        for freq, length in set(pairs)
        if not any(f >= freq and n <= length and (f, n) != (freq, length) for f, n in pairs)
    )


def test_batches_of_lists_make_one_file_however_small_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = newsroom(150)
    whole = write(tmp_path / "whole", found).read_bytes()
    monkeypatch.setattr(inversion, "_AT_ONCE", 5)
    assert write(tmp_path / "pieces", found).read_bytes() == whole


def test_an_author_is_indexed_as_far_as_its_length_can_say(tmp_path: Path) -> None:
    names = tuple(f"n{number % 9}" for number in range(MAX_PLAIN_LENGTH + 3))
    contents = FileContents(write(tmp_path / "segment", [PlainArticle("a", author=names)]))
    assert contents.array("author_lengths") == [MAX_PLAIN_LENGTH]
    assert sum(len(docs[0]) for docs in contents.lists("author").values()) == MAX_PLAIN_LENGTH


def test_what_one_segment_cannot_number_is_refused() -> None:
    articles = columns([PlainArticle("a"), PlainArticle("b")])
    check_key_space(articles)
    articles.body_lengths = np.array([MAX_KEYS - 4 * GAP - 1, 0])
    check_key_space(articles)
    articles.title_lengths = [1, 0]
    with pytest.raises(OverflowError, match="2 articles"):
        check_key_space(articles)


def written(found: list[PlainArticle]) -> FileContents:
    with tempfile.TemporaryDirectory() as folder:
        return FileContents(write(Path(folder) / "segment", found))
