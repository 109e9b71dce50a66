"""The contract, section 4: what each form finds, and what is said of what is no form."""

from __future__ import annotations

import pytest

from searchkit import Archive, Article, QueryError


def story(id: str, title: str, body: str, **named: str) -> Article:
    return Article(id=id, title=title, body=body, **named)


STORIES = [
    story("embassy", "The embassy", "Kyiv embassy staff left. Military action may come."),
    story("state", "Capitals", "The action was called by the military of the state."),
    story("running", "Sport", "He was running, she runs; they evacuated.", source="A, B"),
    story("red", "House", "white", source="Reuters", language="en-GB", author="Ann Lee"),
    story("white", "Colours", "A white house. Kyiv was white.", source="REUTERS UK"),
    story("haus", "Haus", "Die Häuser in Kyjiw", source="Straße", language="de"),
    story("dated", "Day", "calendar", published="2022-01-23"),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("language") / "index"
    with Archive.open(folder, create=True) as writing:
        writing.add_all(STORIES)
        writing.add_all(story(f"many{n:02}", "", f"common zz{n:04}") for n in range(1100))
    with Archive.open(folder, zone="UTC") as reading:
        yield reading


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"called by the military"', "state"),
        ('"called the military"', ""),
        ('"military action"', "embassy"),
        ('"military action"~2', "embassy"),
        ('"military action"~4', "embassy state"),
        ('"house white"', ""),
        ('"house white"~100', "white"),
        ("kyiv embassy OR white", "embassy white"),
        ("(kyiv embassy) OR running", "embassy running"),
        ("kyiv -embassy", "white"),
        ("kyiv NOT embassy", "white"),
        ("-common -kyiv -military -white -running -house", "haus dated"),
        ("exact:runs", "running"),
        ("exact:run", ""),
        ("evacuat*", "running"),
        ("runn?ng", "running"),
        ("embasy~", "embassy"),
        ("embsasy~1", "embassy"),
        ("mbasy~", ""),
        ("mbasy~2", "embassy"),
        ("title:house", "red"),
        ("body:house", "white"),
        ("author:lee", "red"),
        ("source:reuters", "red"),
        ('source:reuters,"reuters uk"', "red white"),
        ('source:"a, b"', "running"),
        ("source:straße", "haus"),
        ("lang:en", "red"),
        ("lang:DE", "haus"),
        ("haus", "haus"),
        ("date:2022-01-01..2022-01-23", "dated"),
        ("before:2022-01-23", ""),
        ("white^3 kyiv", "white"),
    ],
)
def test_each_form_finds_what_the_table_says(archive, query, found):
    results = archive.search(query, match="all", limit=20)
    assert {hit.id for hit in results} == set(found.split())
    assert not [text for text in results.warnings if "the archive holds no" not in text]


@pytest.mark.parametrize(
    "query",
    [
        "OR",
        "kyiv OR",
        "(kyiv",
        "kyiv)",
        '"kyiv',
        "foo:kyiv",
        "date:soon",
        "kyiv^x",
        "kyiv~0",
        "title:",
    ],
)
def test_what_is_no_form_is_text_with_a_warning_and_strict_refuses_it(archive, query):
    assert archive.search(query).warnings
    with pytest.raises(QueryError):
        archive.search(query, strict=True)


def test_bare_words_relax_with_a_warning_and_everything_else_holds(archive):
    relaxed = archive.search("kyiv embassy")
    assert [hit.id for hit in relaxed] == ["embassy", "white"]
    assert "match=all" in str(relaxed.warnings[0])
    assert [hit.id for hit in archive.search("kyiv embassy", match="all")] == ["embassy"]
    for held in (
        '"military action" white',
        "source:reuters kyiv",
        "kyiv -kyiv",
        "title:house kyiv",
    ):
        assert archive.search(held).total == 0


def test_ten_articles_with_all_the_words_are_enough(archive):
    assert archive.search("common common").warnings == ()


@pytest.mark.parametrize(
    ("query", "limit"),
    [
        ("é" * 2049, "4096 bytes"),
        ("(" * 33 + "kyiv" + ")" * 33, "32"),
        ("kyiv~3", "2"),
        ('"military action"~101', "100"),
        ("zz*", "'zz*' stands for 1,100 words of the archive, more than the limit of 1,024"),
    ],
)
def test_a_limit_is_named_by_its_message(archive, query, limit):
    assert any(limit in str(warning) for warning in archive.search(query, limit=1).warnings)


def test_a_query_of_punctuation_is_not_repeated_whole(archive):
    assert all(len(str(warning)) < 200 for warning in archive.search("(" * 4000).warnings)


def test_no_more_than_ten_thousand_results_deep(archive):
    assert archive.search("common", offset=9_999, limit=1).total == 1100
    with pytest.raises(QueryError, match="10,000"):
        archive.search("common", offset=10_000, limit=1)


def test_a_field_scores_as_its_word_and_filters_score_nothing(archive):
    score = {hit.id: hit.score for hit in archive.search("house")}
    assert archive.search("title:house")[0].score == score["red"]
    assert archive.search("house source:reuters")[0].score == score["red"]
    assert {hit.score for hit in archive.search("source:reuters")} == {0.0}


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("covid19", "🦠 e\u0301 On COVID-19 rules", ["COVID-19"]),
        ("COVID-19", "🦠 covid 19 and covid19", ["covid 19", "covid19"]),
        ("US", "🦠 The U.S. gave us time", ["U.S."]),
        ("us", "🦠 The U.S. gave us time", ["us"]),
        ('"biden plan"', "👨‍👩‍👧 Biden’s plan", ["Biden’s plan"]),
        ("AT&T C++ 3.5", "👨‍👩‍👧 AT&T, C++: 3.5", ["AT&T", "C++", "3.5"]),
        ("10000", "🇫🇷 10,000 men", ["10,000"]),
        ("ελλαδα елка", "🇫🇷 Ελλάδα, ёлка", ["Ελλάδα", "ёлка"]),
        ("東京", "🗼 大東京都", ["東京"]),
    ],
)
def test_words_are_marked_where_they_stand(tmp_path, query, text, marked):
    with Archive.open(tmp_path / "index", create=True) as archive:
        archive.add(story("a", "", text))
        archive.commit()
        (hit,) = archive.search(query)
    (snippet,) = hit.snippets
    assert text[snippet.start : snippet.start + len(snippet.text)] == snippet.text
    assert [snippet.text[start:end] for start, end in snippet.spans] == marked
