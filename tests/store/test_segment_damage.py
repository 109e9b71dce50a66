"""Damage is named, never believed: flipped bits, numbers that lie, sections that are not there."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from naive_articles import MANY, archives, opened
from naive_writer import NaiveArticle, write_naive

from searchkit.errors import ArchiveError, CorruptIndex
from searchkit.store.container import Container, ContainerWriter
from searchkit.store.impact_table import Impacts
from searchkit.store.occurrences import Occurrences
from searchkit.store.pairs import PairPostings
from searchkit.store.segment import Segment
from searchkit.store.term_index import TermIndex


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "seg-whole.sk"
    write_naive(path, MANY, pairs_from=300, run=16)
    return path


Sections = dict[str, Any]


@pytest.fixture
def rewrite(whole: Path, tmp_path: Path) -> Callable[..., Segment]:
    """The segment with other sections (None: without it) or facts, and right checksums."""

    def write(sections: Sections | None = None, **facts: object) -> Segment:
        file, path = Container(whole, "segment"), tmp_path / "seg-lies.sk"
        path.unlink(missing_ok=True)
        with ContainerWriter(path, "segment") as written:
            for name in sorted(file.names):
                array = (sections or {}).get(name, file.array(name))
                if array is not None:
                    written.add(name, array)
            written.finish({**file.facts, **facts})
        return Segment(path)

    return write


COLUMNS = (
    *("title_lengths", "body_lengths", "author_lengths", "url_lengths", "seconds", "days"),
    *("precisions", "sources", "languages", "stem_languages", "unsure", "recency"),
    *(
        "source_names",
        "language_names",
        "stem_language_names",
        "weighted_lengths",
        "bases",
        "sketches",
    ),
)
OF_ENTRIES = ("df", "cf", "entry_lists", "entry_codes", "entry_df", "entry_cf")


def readings(segment: Segment) -> Iterator[tuple[Any, ...]]:
    """Everything that can be asked of a segment: functions, each with its arguments."""
    yield from ((getattr, segment.columns, name) for name in COLUMNS)
    for docnum in range(0, segment.documents, 7):
        yield segment.id, docnum
        yield segment.article_bytes, docnum
        yield segment.token_starts, docnum
    yield segment.ids_from, "id-1"
    yield segment.find, "id-005"
    for field in ("text", "author", "url"):
        yield from readings_of_lists(segment.field(field))
    yield from ((segment.text.pair, a, b) for a in range(4) for b in range(4))


def readings_of_lists(index: TermIndex) -> Iterator[tuple[Any, ...]]:
    for term in ("the", "größe", "ann", "https", "no such"):
        yield index.list_of, term
        yield index.entries, term
    yield (lambda: index.forms(index.entries_from("")) + index.forms(index.entries_from("w")),)
    yield from ((getattr, index, name) for name in OF_ENTRIES)
    for number in range(index.lists):
        for read in (index.docs, index.freqs, index.titles, index.impacts, index.occurrences):
            yield read, number
        yield some_occurrences, index, number


def some_occurrences(index: TermIndex, number: int) -> Occurrences:
    return index.occurrences(number, np.arange(0, len(index.docs(number)), 3))


def plain(answer: Any) -> object:
    """An answer in Python's own values, so that two can be compared."""
    if isinstance(answer, Occurrences):
        return [getattr(answer, n).tolist() for n in ("postings", "keys", "spans", "codes")]
    if isinstance(answer, PairPostings):
        return [answer.docs.tolist(), answer.counts.tolist(), answer.occurrences().keys.tolist()]
    if isinstance(answer, Impacts):
        return [answer.counts.tolist(), answer.freqs.tolist(), answer.lengths.tolist()]
    if isinstance(answer, tuple | Iterator):
        return list(map(plain, answer))
    return answer.tolist() if isinstance(answer, np.ndarray) else answer


def outcomes(segment: Segment) -> list[object]:
    """What each reading gives; CorruptIndex where it raises that."""
    results: list[object] = []
    for function, *arguments in readings(segment):
        try:
            results.append(plain(function(*arguments)))
        except CorruptIndex as error:
            results.append(CorruptIndex if segment.name in str(error) else error)
    return results


@given(archives())
def test_a_whole_segment_has_no_problems(archive: list[NaiveArticle]) -> None:
    assert list(opened(archive, pairs_from=2).check()) == []


def test_a_larger_whole_segment_has_no_problems(whole: Path) -> None:
    assert list(Segment(whole).check()) == []


def test_a_flipped_bit_is_an_error_or_changes_nothing(whole: Path, tmp_path: Path) -> None:
    before, data = outcomes(Segment(whole)), whole.read_bytes()
    chosen = random.Random(1)
    path, kinds = tmp_path / "seg-flipped.sk", set()
    for _ in range(150):
        place, bit = chosen.randrange(len(data)), chosen.randrange(8)
        path.write_bytes(data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :])
        try:
            after = outcomes(Segment(path))
        except ArchiveError:
            continue
        changed = [now for now, then in zip(after, before, strict=True) if now != then]
        assert all(now is CorruptIndex for now in changed)
        kinds.add(bool(changed))
        if changed:
            assert list(Segment(path).check())
    assert kinds == {True, False}


@pytest.mark.parametrize("seed", range(120))
def test_numbers_that_lie_never_break_a_reading(
    whole: Path, rewrite: Callable[..., Segment], seed: int
) -> None:
    chosen = random.Random(seed)
    file = Container(whole, "segment")
    name = chosen.choice(sorted(name for name in file.names if len(file.array(name))))
    array = file.array(name).copy()
    place = chosen.randrange(len(array))
    if chosen.random() < 0.2:
        array = array[:place]
    elif array.dtype.kind == "f":
        array[place] = chosen.choice((np.nan, np.inf, -1e300))
    else:
        limits = np.iinfo(array.dtype)
        array[place] = chosen.choice((0, 1, int(limits.max), chosen.randint(0, int(limits.max))))
    segment = rewrite({name: array})
    outcomes(segment)
    list(segment.check())


@pytest.mark.parametrize(
    "name",
    [
        *("title_lengths", "body_lengths", "seconds", "recency", "ids.bytes", "ids.lengths"),
        *("ids.order", "stored.frames", "stored.frame_lengths", "stored.frame_articles"),
        *("stored.dictionaries", "stored.dictionary_ends", "stored.lengths", "starts.lengths"),
        *("text.df.planes", "text.cf.planes", "text.docs.planes", "text.freqs.widths"),
        *("text.freqs.planes", "text.titles.planes", "text.codes.planes"),
        *("text.stems.lengths", "text.stems.lists.planes", "text.forms.lengths"),
        *("text.forms.lists.planes", "text.forms.codes.patches", "text.forms.cf.planes"),
        *("text.forms.df.planes", "text.forms.df.patch_counts", "text.impact_counts"),
        *("text.impact_freqs.planes", "text.impact_lengths.widths", "pairs.df.planes"),
        *("pairs.cf.planes", "pairs.docs.planes", "pairs.counts.planes", "author.cf.planes"),
        "author.forms.codes.widths",
    ],
)
def test_a_check_finds_the_first_number_of_a_section_wrong(
    whole: Path, rewrite: Callable[..., Segment], name: str
) -> None:
    array = Container(whole, "segment").array(name).copy()
    array[0] = array[0] + 1 if array.dtype.kind == "f" else array[0] ^ array.dtype.type(1)
    assert list(rewrite({name: array}).check())


@pytest.mark.parametrize("name", ["days", "text.spans.widths", "ids.order"])
def test_a_missing_section_is_named(rewrite: Callable[..., Segment], name: str) -> None:
    problems = list(rewrite({name: None}).check())
    assert any(f"no section '{name}'" in problem for problem in problems)


def test_without_its_lists_a_segment_does_not_open(rewrite: Callable[..., Segment]) -> None:
    with pytest.raises(CorruptIndex, match=r"no section 'text\.stems\.lengths'"):
        rewrite({"text.stems.lengths": None})


@pytest.mark.parametrize("documents", [-1, "3", None, 3.0])
def test_without_a_number_of_articles_it_does_not_open(
    rewrite: Callable[..., Segment], documents: object
) -> None:
    with pytest.raises(CorruptIndex, match="'documents'"):
        rewrite(documents=documents)


@pytest.mark.parametrize(
    "facts",
    [
        {"documents": 3},
        {"sources": ["AP"]},
        {"languages": None},
        {"stem_languages": [1]},
        {"pairs_from": "many"},
        {"pairs_from": 10**6},
    ],
)
def test_facts_that_lie_are_found(rewrite: Callable[..., Segment], facts: dict[str, Any]) -> None:
    segment = rewrite(**facts)
    outcomes(segment)
    assert list(segment.check())


def test_a_damaged_segment_is_told_once_for_each_problem(
    whole: Path, rewrite: Callable[..., Segment]
) -> None:
    days = Container(whole, "segment").array("days").copy()
    days[3] = -1
    (problem,) = rewrite({"days": days}).check()
    assert "'days'" in problem


def test_an_article_that_was_stored_for_another_is_found(
    rewrite: Callable[..., Segment], whole: Path
) -> None:
    # "id-000" becomes "id-0 0", which is still the first.
    ids = Container(whole, "segment").array("ids.bytes").copy()
    ids[4] = ord(" ")
    (problem,) = rewrite({"ids.bytes": ids}).check()
    assert "'stored.frames': article 0" in problem


@pytest.mark.parametrize(("place", "problem"), [(250, "lie behind it"), (1, "has 11 token starts")])
def test_words_that_begin_elsewhere_are_found(
    rewrite: Callable[..., Segment], whole: Path, place: int, problem: str
) -> None:
    # All words begin where they are expected to: each of these bytes is one too many.
    lengths = Container(whole, "segment").array("starts.lengths").copy()
    assert not lengths.any()
    lengths[0] = 1
    sections = {"starts.lengths": lengths, "starts.bytes": np.array([place], np.uint8)}
    (found,) = rewrite(sections).check()
    assert "'starts.bytes'" in found
    assert problem in found
