"""`search`: what it asks, what it prints, and its exit codes."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from fake_archive import HIT, make_results

from searchkit.errors import QueryError
from searchkit.model import WordScore


def test_every_option_reaches_the_archive(run, archive):
    run(
        *("search", "a", "b", "-n", "5", "--page", "3", "--after", "2022-01-01"),
        *("--before", "last week", "--source", "AP", "--source", "Le Monde", "--sort", "newest"),
        *("--match", "any", "--undated", "--strict", "--explain", "--no-snippets", "--all-copies"),
        *("--timeout", "0.5"),
    )
    assert archive.last("search") == (
        ("a b",),
        {
            "after": "2022-01-01",
            "before": "last week",
            "source": ["AP", "Le Monde"],
            "limit": 5,
            "offset": 10,
            "sort": "newest",
            "boost": None,
            "match": "any",
            "snippets": False,
            "undated": True,
            "strict": True,
            "explain": True,
            "all_copies": True,
            "timeout": 0.5,
        },
    )


def test_defaults_leave_the_choice_to_the_archive(run, archive):
    run("search", "a")
    named = archive.last("search")[1]
    assert (named["limit"], named["offset"], named["sort"], named["match"]) == (
        *(10, 0),
        *("relevance", "auto"),
    )
    assert named["source"] is named["after"] is named["before"] is None
    assert named["snippets"]
    assert named["timeout"] == 2


def test_a_timeout_of_nothing_is_no_limit(run, archive):
    run("search", "a", "--timeout", "0")
    assert archive.last("search")[1]["timeout"] is None


def test_people_see_titles_snippets_and_marks(run):
    outcome = run("search", "embassy")
    assert outcome.code == 0
    assert outcome.err == ""
    assert "1. **Embassy** staff leave Kyiv" in outcome.out
    assert "The **embassy** said so." in outcome.out
    assert "Reuters · 23 Jan 2022 · news/01.txt · id a1" in outcome.out


def test_a_search_without_hits_exits_with_1_and_says_what_to_try(run, archive):
    archive.results = make_results(advise=lambda suggestion: ("did you mean: y", "try: z"))
    outcome = run("search", "x", "--source", "APP")
    assert (outcome.code, outcome.out) == (1, "")
    told = ["searchkit: no articles match", "searchkit: did you mean: y", "searchkit: try: z"]
    assert outcome.err.splitlines() == told


@pytest.mark.parametrize("form", ["--json", "--jsonl", "--csv", "--ids", "--count"])
def test_no_hits_exit_with_1_in_every_format(run, archive, form):
    archive.results = make_results(advise=lambda suggestion: ("try: z",))
    outcome = run("search", "x", form)
    assert outcome.code == 1
    assert "try: z" in outcome.err


def test_a_page_past_the_last_exits_with_1_and_says_so(run, archive):
    archive.results = make_results(total=12)
    outcome = run("search", "x", "--page", "9")
    assert outcome.code == 1
    assert "page 9 is past the last, which is page 2" in outcome.err


def test_an_option_that_is_read_as_text_is_pointed_out(run, archive):
    outcome = run("search", "x", "-n3", "-north")
    assert archive.last("search")[0] == ("x -n3 -north",)
    assert outcome.err.splitlines() == [
        "searchkit: warning: -n3 is text to be left out; the option is: -n 3"
    ]


def test_json_is_the_whole_result(run):
    data = json.loads(run("search", "embassy", "--json").out)
    assert data["total"] == 1
    assert data["hits"][0]["id"] == "a1"
    assert "facets" not in data


def test_json_holds_facets_when_asked_for(run):
    data = json.loads(run("search", "embassy", "--json", "--facets").out)
    assert data["facets"] == {"source": [["Reuters", 7]], "month": [["2022-01", 9]]}


def test_jsonl_is_one_hit_a_line(run, archive):
    archive.results = make_results(HIT, replace(HIT, id="a2", title="two\nlines\u2028of"))
    lines = run("search", "embassy", "--jsonl").out.split("\n")
    assert [json.loads(line)["id"] for line in lines if line] == ["a1", "a2"]


def test_csv_has_a_header_and_no_formulas(run, archive):
    archive.results = make_results(replace(HIT, title="=HYPERLINK(1)", author="@evil, inc"))
    rows = list(csv.DictReader(io.StringIO(run("search", "embassy", "--csv").out)))
    assert rows[0]["title"] == "'=HYPERLINK(1)"
    assert rows[0]["author"] == "'@evil, inc"


def test_ids_are_printed_one_a_line_and_need_no_snippets(run, archive):
    archive.results = make_results(HIT, replace(HIT, id="evil\n\x1b[2J"))
    assert run("search", "embassy", "--ids").out == "a1\nevil \\x1b[2J\n"
    assert archive.last("search")[1]["snippets"] is False


def test_count_is_a_number_whatever_the_page(run, archive):
    archive.results = make_results(HIT, total=1234)
    assert run("search", "embassy", "--count", "--page", "7").out == "1234\n"
    assert archive.last("search")[1]["offset"] == 0


@pytest.mark.parametrize(
    "args",
    [
        ["--json", "--csv"],
        ["--ids", "--count"],
        ["--jsonl", "--json"],
        ["--facets", "--csv"],
        ["--explain", "--ids"],
    ],
)
def test_formats_that_exclude_each_other_are_named(run, archive, args):
    outcome = run("search", "x", *args)
    assert outcome.code == 2
    assert all(name in outcome.err for name in args)
    assert not archive.calls


@pytest.mark.parametrize(
    "args", [["--limit", "-1"], ["--page", "0"], ["--sort", "best"], ["-n", "x"]]
)
def test_values_out_of_range_are_usage_errors(run, args):
    assert run("search", "x", *args).code == 2


def test_facets_are_named_one_by_one(run):
    data = json.loads(run("search", "x", "--json", "--facet", "author", "--facet", "month").out)
    assert data["facets"] == {"author": [["A. Writer", 2]], "month": [["2022-01", 9]]}
    both = json.loads(run("search", "x", "--json", "--facets", "--facet", "author").out)
    assert list(both["facets"]) == ["source", "month", "author"]
    by_language = json.loads(run("search", "x", "--json", "--facet", "lang").out)
    assert list(by_language["facets"]) == ["language"]
    assert run("search", "x", "--facet", "colour").code == 2
    assert "--facet goes with --json" in run("search", "x", "--facet", "month", "--ids").err


def test_people_are_shown_the_commonest_values(run, archive):
    many = [(f"Writer {number:02}", 9) for number in range(30)]
    archive.results = make_results(HIT, facet=lambda name, limit: many[:limit])
    lines = run("search", "x", "--facet", "author").out.splitlines()
    assert lines[-2:] == ["  9  Writer 19", "  …  more with --json"]
    assert run("search", "x", "--facet", "day").out.count("Writer") == 30


def test_facets_are_shown_below_the_hits(run):
    out = run("search", "embassy", "--facets").out
    assert "by source\n  7  Reuters\n" in out
    assert "by month\n  9  2022-01\n" in out


def test_no_hits_shown_but_counted_is_success_with_limit_0(run, archive):
    archive.results = make_results(total=12)
    outcome = run("search", "embassy", "--limit", "0", "--facets")
    assert outcome.code == 0
    assert "12 articles" in outcome.out
    assert "by source" in outcome.out


def test_explanations_are_shown_with_each_hit(run, archive):
    part = WordScore(word="embassi", score=1.25, idf=0.5, frequency=2, weight=1)
    archive.results = make_results(replace(HIT, explanation=(part,)))
    out = run("search", "embassy", "--explain").out
    assert "1.2500  embassi  idf 0.500 · frequency 2 · weight 1" in out


def test_warnings_go_to_stderr_unless_quiet(run, archive):
    archive.results = make_results(HIT, warnings=("AND\x1b at the end is text",))
    outcome = run("search", "x", "--json")
    assert outcome.err == "searchkit: warning: AND\\x1b at the end is text\n"
    assert json.loads(outcome.out)["warnings"] == ["AND\x1b at the end is text"]
    assert run("search", "x", "--quiet").err == ""


def test_a_query_error_names_its_column(run, archive):
    archive.failure = QueryError("unbalanced parenthesis", column=4)
    outcome = run("search", "--strict", "foo (")
    assert outcome.code == 2
    assert outcome.err == "searchkit: error: query, column 4: unbalanced parenthesis\n"


def test_long_ids_are_cut_to_what_names_them_alone(run, archive):
    first, second = "0123456789" + "a" * 30, "0123456789" + "b" * 30
    archive.known = (first, second)
    archive.results = make_results(replace(HIT, id=first))
    assert "id 0123456789aa\n" in run("search", "embassy").out


def test_ids_like_digests_are_cut_too_unless_verbose(run, archive):
    archive.known = ("610737aaa54bc4f4", "news/2022-01.txt")
    archive.results = make_results(*(replace(HIT, id=id) for id in archive.known))
    out = run("search", "embassy").out
    assert "id 610737aa\n" in out
    assert "id news/2022-01.txt\n" in out
    assert "id 610737aaa54bc4f4\n" in run("search", "embassy", "--verbose").out


def test_the_next_page_is_offered(run, archive):
    archive.results = make_results(HIT, total=30)
    assert "more with --page 3" in run("search", "x", "-n", "1", "--page", "2").out


def test_without_an_archive_the_command_that_makes_one_is_named(run, archive):
    archive.exists = False
    outcome = run("search", "x")
    assert outcome.code == 2
    assert outcome.err == (
        "searchkit: error: no archive in ./index: run `searchkit ingest documents` first\n"
    )
    assert "--index '/a b'" in run("search", "x", "--index", "/a b").err
