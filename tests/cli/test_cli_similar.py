"""`similar`: sections for people, JSON for programs."""

from __future__ import annotations

import json
from dataclasses import replace

from fake_archive import HIT, make_similar

from searchkit.similar import Related

STORY = Related(replace(HIT, id="a2", title="Embassy empties"), "same story", 0.5)
BACKGROUND = Related(replace(HIT, id="a3", title="", published=None), "background", 0.25, 0.02)


def test_each_relation_is_a_section_and_hits_are_counted_through(run, archive):
    copy = Related(HIT, "copy", 0.9, 0.8)
    archive.related = make_similar(copy, STORY, BACKGROUND, copies=3)
    outcome = run("similar", "b1")
    assert outcome.code == 0
    lines = outcome.out.splitlines()
    assert lines[:2] == ["Staff leave embassy", "first seen: Reuters · 23 Jan 2022 · id a1"]
    assert "copies, as first seen; 2 later ones not shown" in lines
    assert "the same story elsewhere, as first seen" in lines
    assert "background, most alike first" in lines
    assert [line[:2] for line in lines if line[:1].isdigit()] == ["1.", "2.", "3."]
    assert "   90% alike · 80% the same" in lines
    assert "   50% alike" in lines


def test_only_untitled_articles_show_how_they_begin(run, archive):
    archive.related = make_similar(STORY)
    assert "The embassy said so" not in run("similar", "b1").out
    archive.related = make_similar(BACKGROUND)
    assert "The **embassy** said so" in run("similar", "b1").out


def test_what_was_first_may_be_the_article_itself_or_nothing(run, archive):
    archive.related = replace(make_similar(STORY), first=archive.related.article)
    assert "first seen: AP · 24 Jan 2022 · this article" in run("similar", "b1").out
    archive.related = replace(make_similar(STORY), first=None)
    assert "first seen:" not in run("similar", "b1").out


def test_any_unique_beginning_of_an_id_will_do_and_filters_are_passed_on(run, archive):
    run("similar", "b", "--source", "AP", "--after", "2022-01-01", "-n", "3", "--undated")
    args, named = archive.last("similar")
    assert args == ("b1",)
    assert named == {
        "limit": 3,
        "after": "2022-01-01",
        "before": None,
        "undated": True,
        "source": ["AP"],
        "timeout": 2,
    }


def test_json_is_one_object(run):
    data = json.loads(run("similar", "b1", "--json").out)
    assert (data["article"]["id"], data["first"]["id"], data["copies"]) == ("b1", "a1", 1)
    assert [(hit["id"], hit["relation"], hit["likeness"]) for hit in data["hits"]] == [
        ("a1", "copy", 0.9)
    ]


def test_nothing_found_exits_with_1_and_says_what_to_try(run, archive):
    archive.related = make_similar(copies=0)
    outcome = run("similar", "b1")
    assert (outcome.code, outcome.out) == (1, "")
    assert "nothing else tells this story; try:" in outcome.err


def test_an_unknown_or_an_empty_id_is_an_error(run):
    assert run("similar", "zz").code == 2
    assert run("similar", "").code == 2


def test_hostile_titles_are_made_safe(run, archive):
    hit = replace(HIT, title="\x1b[31mred", source="\x1b]0;x\x07")
    archive.related = replace(make_similar(Related(hit, "copy", 1.0)), first=hit)
    assert "\x1b" not in run("similar", "b1").out
