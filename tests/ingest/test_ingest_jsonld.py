"""JSON-LD as pages write it: nested, listed, broken."""

from __future__ import annotations

import json

from searchkit.ingest.jsonld import find_article, names_of, read_nodes, resolve, text_of

STORY = {"@type": "NewsArticle", "headline": "Floods in Arden", "datePublished": "2022-01-23"}


def article_of(*scripts: str, titles: tuple[str, ...] = ()) -> dict:
    return find_article(read_nodes(scripts), titles) or {}


def test_the_article_is_found_in_a_graph_a_list_or_a_page():
    for shape in ({"@graph": [{"@type": "WebSite"}, STORY]}, [STORY], {"mainEntity": STORY}):
        assert article_of(json.dumps(shape))["headline"] == "Floods in Arden"


def test_types_may_be_lists_and_addresses():
    story = {**STORY, "@type": ["Thing", "https://schema.org/ReportageNewsArticle"]}
    assert article_of(json.dumps(story)) == story


def test_of_several_articles_the_one_with_the_pages_title_is_taken():
    others = [{**STORY, "headline": f"Story number {n}"} for n in range(3)]
    block = json.dumps([*others, STORY])
    assert article_of(block, titles=("Floods in Arden",)) == STORY
    assert article_of(block, titles=("Something else",)) == {}


def test_line_ends_comments_and_trailing_commas_are_mended():
    script = '<!-- {"@type": "Article", "headline": "Floods\n in Arden", "author": ["A",],} -->'
    assert text_of(article_of(script)["headline"]) == "Floods in Arden"


def test_what_cannot_be_mended_still_gives_its_plain_pairs():
    script = '{"@type": "NewsArticle", "headline": "Floods", "body": "an " quote", }'
    assert article_of(script) == {"@type": "NewsArticle", "headline": "Floods"}


def test_pairs_of_two_broken_articles_are_not_mixed():
    script = '{"@type": "Article", "headline": "A", {"@type": "Article", "headline": "B"'
    assert article_of(script) == {}


def test_hostile_blocks_are_passed_over():
    assert read_nodes(["[" * 100_000, "9" * 100_000, "", '"' * 1000, "null", "{}}"]) == []


def test_names_come_from_strings_objects_and_references():
    people = [{"@id": "#mara"}, {"name": "Ben Ode"}, "Ute Krahl", 7, None]
    nodes = [{"@id": "#mara", "name": "Mara Quill"}]
    assert names_of(resolve(people, nodes)) == ["Mara Quill", "Ben Ode", "Ute Krahl"]


def test_text_is_free_of_entities_and_half_characters():
    assert text_of(json.loads('"Quill &amp; Sons\\n \\ud83d"')) == "Quill & Sons �"


def test_reviews_of_what_a_page_describes_are_not_the_page() -> None:
    recipe = {"@type": "Recipe", "name": "Fish pie", "datePublished": "2022-01-23"}
    reviews = [{"@type": "Review", "datePublished": f"2022-02-0{day}"} for day in (1, 2)]
    assert find_article([recipe, *reviews]) is None
    assert find_article([recipe]) == recipe
