"""Archive as a place to search: queries as users type them, from many threads at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from searchkit import Archive, Article, InvalidArgument, QueryError
from searchkit.query.limits import MAX_QUERY_BYTES
from searchkit.store.manifest import read_newest

STORIES = [
    Article(
        id="evacuation",
        title="Embassy staff leave",
        body="The embassy in Kyiv was evacuated. Officials feared military action.",
        source="Reuters",
        published="2022-01-23T10:00:00+00:00",
    ),
    Article(
        id="talks",
        title="Talks fail",
        body="Diplomats at the embassy said action by the military was possible.",
        source="Business Insider",
        published="2022-01-21",
    ),
    Article(id="budget", title="Budget", body="The mayor's budget passed.", source="AP"),
    Article(id="mayor", title="Mayor", body="A mayor resigned.", published="2021-12-31"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "index"
    with Archive.open(path, create=True) as archive:
        archive.add_all(Article.from_json({**s.to_json(), "language": "en"}) for s in STORIES)
    return path


@pytest.fixture
def archive(index: Path) -> Iterator[Archive]:
    with Archive.open(index, zone="UTC") as archive:
        yield archive


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("embassy evacuation", ["evacuation", "talks"]),
        ('"military action"', ["evacuation"]),
        ('"military action" after:2022-01-22', ["evacuation"]),
        ('source:"Business Insider"', ["talks"]),
        ("source:reuters,ap embassy OR budget", ["evacuation", "budget"]),
        ("mayor -budget", ["mayor"]),
        ("-embassy", ["mayor", "budget"]),
        ("title:mayor", ["mayor"]),
        ("evacuat*", ["evacuation"]),
        ("embasy~", ["evacuation", "talks"]),
        ("exact:evacuate", []),
        ("date:2022-01", ["evacuation", "talks"]),
        ("before:2022-01-22", ["talks", "mayor"]),
        ("", ["evacuation", "talks", "mayor", "budget"]),
        ("zebra", []),
    ],
)
def test_queries_find_what_the_language_says(archive: Archive, query: str, ids: list[str]) -> None:
    results = archive.search(query)
    found = [hit.id for hit in results]
    assert sorted(found) == sorted(ids)
    if "OR" not in query and "~" not in query:
        assert found == ids
    assert results.total == len(ids)
    assert len(results) == len(ids)


def test_options_narrow_what_is_found(archive: Archive) -> None:
    def ids(query: str = "", **options: Any) -> list[str]:
        return [hit.id for hit in archive.search(query, **options)]

    assert ids(after="2022-01-22") == ids(after=date(2022, 1, 22)) == ["evacuation"]
    assert ids(before=datetime(2022, 1, 23, 10, tzinfo=timezone.utc)) == ["talks", "mayor"]
    assert ids(after="2022-01-22", undated=True) == ["evacuation", "budget"]
    assert ids(source="REUTERS") == ids(source=["Reuters"]) == ["evacuation"]
    assert ids(source=["ap", "reuters"]) == ["evacuation", "budget"]
    assert ids(source=[]) == ids()
    assert ids(limit=2, offset=1) == ids()[1:3]
    assert ids(limit=0) == []
    assert ids(sort="oldest") == ["mayor", "talks", "evacuation", "budget"]
    assert ids("kyiv diplomats", match="all") == []
    assert set(ids("kyiv diplomats", match="any")) == {"evacuation", "talks"}


def test_relaxing_warns_and_match_all_does_not_relax(archive: Archive) -> None:
    relaxed = archive.search("kyiv embassy")
    assert [hit.id for hit in relaxed] == ["evacuation", "talks"]
    assert any("fewer than ten" in warning for warning in relaxed.warnings)
    strict = archive.search("kyiv embassy", match="all")
    assert [hit.id for hit in strict] == ["evacuation"]
    assert strict.warnings == ()


def test_each_snippet_is_where_it_says_and_marks_what_was_asked(archive: Archive) -> None:
    for hit in archive.search('embassy "military action"', match="any"):
        stored = archive.get(hit.id)
        assert stored is not None
        marked = set()
        for snippet in hit.snippets:
            assert stored.body[snippet.start : snippet.start + len(snippet.text)] == snippet.text
            marked |= {snippet.text[a:b].lower() for a, b in snippet.spans}
        assert "embassy" in marked
        assert marked <= {"embassy", "military action"}
    assert all(hit.snippets == () for hit in archive.search("embassy", snippets=False))


def test_totals_and_facets_wait_until_they_are_read_and_outlive_the_archive(index: Path) -> None:
    with Archive.open(index) as archive:
        results = archive.search("embassy", limit=1)
        assert "total" not in vars(results)
        assert "facets" not in vars(results)
    assert results.total == 2
    assert results.facets == {
        "source": [("Business Insider", 1), ("Reuters", 1)],
        "month": [("2022-01", 2)],
    }


def test_wrong_arguments_are_errors_of_the_package(archive: Archive) -> None:
    with pytest.raises(QueryError, match="10,000"):
        archive.search("x", offset=10_000, limit=1)
    with pytest.raises(QueryError, match="after"):
        archive.search("x", after="whenever")
    with pytest.raises(InvalidArgument, match="a query is text, not NoneType"):
        archive.search(None)  # type: ignore[arg-type]
    with pytest.raises(InvalidArgument, match="sort"):
        archive.search("x", sort="best")  # type: ignore[arg-type]
    with pytest.raises(InvalidArgument, match="time zone"):
        Archive.open(archive.path, zone="Mars/Olympus")


def test_strict_refuses_what_would_be_a_warning(archive: Archive) -> None:
    assert archive.search('embassy "kyiv').warnings
    with pytest.raises(QueryError) as error:
        archive.search('embassy "kyiv', strict=True)
    assert error.value.column == 9


def test_an_explanation_comes_only_when_asked_for(archive: Archive) -> None:
    (hit,) = archive.search("kyiv", explain=True)
    assert hit.explanation is not None
    assert [part.word for part in hit.explanation] == ["kyiv"]
    assert hit.explanation[0].score == pytest.approx(hit.score)
    assert archive.search("kyiv")[0].explanation is None


def test_what_is_in_the_archive_can_be_listed(archive: Archive) -> None:
    assert list(archive.ids()) == ["budget", "evacuation", "mayor", "talks"]
    assert [item.id for item in archive.articles()] == list(archive.ids())
    assert [(s.name, s.documents) for s in archive.sources()] == [
        ("AP", 1),
        ("Business Insider", 1),
        ("Reuters", 1),
        (None, 1),
    ]
    status = archive.status()
    assert (status.documents, status.undated, status.sources) == (4, 1, 3)
    assert (status.first, status.last) == (date(2021, 12, 31), date(2022, 1, 23))
    assert (status.engine, status.format_version, status.path) == ("whoosh", 2, str(archive.path))
    assert archive.check().ok


def test_a_damaged_archive_is_found_by_check(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        archive.add(STORIES[0])
    with Archive.open(tmp_path) as archive:
        manifest = read_newest(tmp_path)
        path = tmp_path / manifest.segments[0].name
        data = bytearray(path.read_bytes())
        path.unlink()
        data[-20] ^= 4
        path.write_bytes(data)
        report = archive.check()
        assert [damage.path for damage in report.damage] == [str(path)]
        assert not report.ok


# Threads


def test_many_threads_search_one_open_archive_alike(archive: Archive) -> None:
    queries = ["embassy", '"military action"', "m*", "embasy~", "-embassy", "after:2022 OR mayor"]
    expected = {query: archive.search(query).hits for query in queries}
    start = threading.Barrier(6)

    def run(number: int) -> bool:
        start.wait()
        return all(
            archive.search(query).hits == expected[query]
            for query in (queries[number:] + queries[:number]) * 5
        )

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(run, range(6)))


def test_threads_search_on_while_another_commits_and_refreshes(tmp_path: Path) -> None:
    """Each answer is one generation's: as many articles as its own total, never a mixture."""
    commits = 12
    with Archive.open(tmp_path, create=True) as archive:
        archive.add(Article(id="a0", body="the river rose", language="en"))
        archive.commit()
        done = threading.Event()

        def search() -> list[int]:
            totals = []
            while not done.is_set():
                results = archive.search("river", limit=100)
                assert len(results) == results.total
                assert all(archive.get(hit.id) is not None for hit in results)
                assert len(list(archive.ids())) >= results.total
                totals.append(results.total)
            return totals

        with ThreadPoolExecutor(4) as pool:
            running = [pool.submit(search) for _ in range(4)]
            try:
                for number in range(1, commits + 1):
                    archive.add(Article(id=f"a{number}", body="the river rose", language="en"))
                    archive.commit()
                    archive.refresh()
            finally:
                done.set()
            for future in running:
                totals = future.result()
                assert totals == sorted(totals)
        assert archive.search("river").total == commits + 1


# Hostile text

NASTY = [
    "",
    " \t\r\n\x0b\x0c\x85\u2028\u2029",
    "\0",
    "\x1b[31mred\x1b[0m \x07",
    "<script>alert('x')</script> & \"quotes\" 'n' `ticks`",
    "=1+1;@SUM(A1)|cmd",
    "'; DROP TABLE articles; --",
    "../../etc/passwd %00 %s %n {0} ${HOME} $(id)",
    "e\u0301\u0327 \u1e9e ﬁ İ ı ǅ ΐ",
    "👩\u200d👩\u200d👧 🇺🇸 \U0001f3f4\U000e0067\U000e007f",
    "\u202eright to left\u202c \u200b\u2060\ufeff\u00ad",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
    "ก็็็็็็็็็็็็็็็็็็็็ 田中さんにあげて下さい パーティー ١٢٣ ⅷ ½ ﷺ",
    "\ufffe\uffff\ufdd0 \U0010ffff \ue000",
    "((((((((((((((((((((((((((((((((((((((((",
    'NOT NOT NOT -- - AND OR ( ) "" ~ ^ : * ?',
    'title: body:( source:, lang: date: after:.. "~3 "a b"~999 x^ x^0 x^1e999 x~9',
    "* ? ** *? ?* *a *?*",
    '\\ \\\\ \\( \\" \\',
    "a" * 3000,
    "a-" * 1500,
    "'" * 500 + "a" + "’" * 500,
    "x" * 50 + " " + "y.z" * 300,
    "#" * 200 + " @ @@ a_b_c __ _",
]


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    path = tmp_path_factory.mktemp("nasty")
    with Archive.open(path, create=True) as archive:
        archive.add_all(_article(f"n{i}", text) for i, text in enumerate(NASTY))
        archive.commit()
        yield archive


def _article(id: str, text: str) -> Article:
    return Article(id=id, title=text, body=text, source=text, author=text, url=text, path=text)


def _check(archive: Archive, query: str) -> None:
    results = archive.search(query, limit=10_000)
    assert results.groups == len(results)
    assert all(isinstance(warning, str) for warning in results.warnings)
    for hit in results:
        stored = archive.get(hit.id)
        assert stored is not None
        for snippet in hit.snippets:
            assert stored.body[snippet.start : snippet.start + len(snippet.text)] == snippet.text
            assert snippet.text
            for start, end in snippet.spans:
                assert 0 <= start < end <= len(snippet.text)
        for start, end in hit.title_spans:
            assert 0 <= start < end <= len(hit.title)


def test_nasty_text_is_stored_as_it_is(nasty: Archive) -> None:
    for number, text in enumerate(NASTY):
        assert nasty.get(f"n{number}") == _article(f"n{number}", text)


@pytest.mark.parametrize("text", [*NASTY, "\ud800", "\udfff*", "title:\ud800~ source:\ud800"])
def test_nasty_text_is_a_query_like_any_other(nasty: Archive, text: str) -> None:
    _check(nasty, text)
    _check(nasty, f'"{text}"')
    _check(nasty, f"title:{text} -{text}")


def test_a_query_beyond_the_limit_is_cut_and_says_so(nasty: Archive) -> None:
    results = nasty.search("river " * MAX_QUERY_BYTES)
    assert any(str(MAX_QUERY_BYTES) in warning for warning in results.warnings)


def test_the_list_of_naughty_strings_is_stored_and_asked_without_an_error(
    tmp_path: Path, naughty_strings: list[str]
) -> None:
    storable = {f"b{i}": text for i, text in enumerate(naughty_strings)}
    with Archive.open(tmp_path, create=True) as archive:
        archive.add_all(_article(id, text) for id, text in storable.items())
        archive.commit()
        for id, text in storable.items():
            assert archive.get(id) == _article(id, text)
        for text in naughty_strings:
            _check(archive, text)
