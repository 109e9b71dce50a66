"""What is stored of an article, and what its segment says of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from asking import article
from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis.analyzer import analyze
from searchkit.analysis.identity import analyzer_id
from searchkit.engines.local import building
from searchkit.engines.local.building import Draft, SegmentBuilder, dump_article, load_article
from searchkit.model import Article, Candidate
from searchkit.store.layout import BY_DAY, BY_INSTANT, UNDATED
from searchkit.store.segment import Segment

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
OPTIONAL = st.none() | TEXT
ARTICLES = st.builds(
    Article,
    id=TEXT,
    title=TEXT,
    body=TEXT,
    source=OPTIONAL,
    author=OPTIONAL,
    url=OPTIONAL,
    language=OPTIONAL,
    path=OPTIONAL,
    dateline=OPTIONAL,
    published=st.none()
    | st.dates()
    | st.datetimes(
        datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.just(timezone(timedelta(hours=5)))
    ),
    title_basis=OPTIONAL,
    candidates=st.lists(st.builds(Candidate, TEXT, TEXT, TEXT), max_size=2).map(tuple),
)


@given(ARTICLES)
def test_an_article_comes_back_as_it_was_stored(item: Article) -> None:
    stored = dump_article(item)
    assert load_article(stored) == item
    assert Draft.read(stored) == Draft.of(item)


def test_what_is_not_known_takes_no_room() -> None:
    assert dump_article(Article(id="a", body="ä\n")).decode() == '{"id":"a","title":""}\nä\n'


@pytest.mark.parametrize("batches", [1, 3])
def test_a_segment_says_of_each_article_what_it_says_itself(tmp_path: Path, batches: int) -> None:
    paris = timezone(timedelta(hours=1))
    items = [
        article("a", "one two-three", title="Four", author="Ann Lee", url="https://a.org/x"),
        article("b", published=date(2022, 1, 23), source="Straße"),
        article("c", published=datetime(2022, 1, 23, 0, 30, tzinfo=paris), language="fr"),
        Article(id="d", body="nobody knows"),
    ]
    builder, path = SegmentBuilder(), tmp_path / "seg"
    for number in range(batches - 1):
        builder.add(path, [Draft.of(items[number])], "de")
    last = [Draft.of(item) for item in items[batches - 1 :]]
    segment = Segment(path, builder.finish(path, last, "de")[0])
    assert list(segment.check()) == []
    assert [segment.id(docnum) for docnum in range(4)] == ["a", "b", "c", "d"]
    columns = segment.columns
    assert segment.facts["analyzer"] == analyzer_id()
    assert columns.precisions.tolist() == [UNDATED, BY_DAY, BY_INSTANT, UNDATED]
    assert columns.days.tolist() == [0, date(2022, 1, 23).toordinal(), *columns.days[1:2], 0]
    assert columns.seconds.tolist() == [0, 1642896000, 1642894200, 0]
    assert [columns.source_names[source] for source in columns.sources] == ["", "Straße", "", ""]
    names = [columns.stem_language_names[number] for number in columns.stem_languages]
    assert (names, columns.unsure.tolist()) == (["en", "en", "fr", "de"], [0, 0, 0, 1])
    assert columns.body_lengths.tolist() == [len(analyze(item.body)) for item in items]
    assert columns.author_lengths.tolist() == [2, 0, 0, 0]
    assert columns.url_lengths[0] == len(analyze("https://a.org/x"))


def test_a_segment_that_is_dropped_leaves_no_file(tmp_path: Path) -> None:
    builder = SegmentBuilder()
    builder.add(tmp_path / "seg", [Draft.of(article("a"))], None)
    builder.close()
    builder.close()
    assert list(tmp_path.iterdir()) == []


def test_a_vocabulary_that_has_grown_large_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "_MOST_FORMS", 3)
    builder, path = SegmentBuilder(), tmp_path / "seg"
    builder.add(path, [Draft.of(article("a", "one two three four five"))], None)
    first = builder._analyzer
    segment = Segment(path, builder.finish(path, [Draft.of(article("b", "five six"))], None)[0])
    assert builder._analyzer is not first
    assert segment.text.df.tolist() == [2, 1, 1, 1, 1, 1]
