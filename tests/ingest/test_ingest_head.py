"""A page's metadata blocks, wherever they stand and whatever is in them."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from searchkit.ingest.head import Head


def head(markup: str) -> Head:
    return Head(LexborHTMLParser(markup))


def test_meta_tags_are_known_by_name_property_or_itemprop_in_lower_case():
    found = head(
        '<meta name="Author" content="Mara Quill"><meta property="og:title" content="A &amp; B">'
        '<meta itemprop="datePublished" value="2025-03-01"><meta name="empty" content="">'
    )
    assert found.metas == {
        "author": ["Mara Quill"],
        "og:title": ["A & B"],
        "datepublished": ["2025-03-01"],
    }


def test_a_tag_with_several_names_counts_under_each():
    assert head('<meta name="title og:title" content="x">').metas == {
        "title": ["x"],
        "og:title": ["x"],
    }


def test_meta_tags_in_the_body_count_too():
    assert head("<body><p>x</p><meta name=a content=b></body>").metas == {"a": ["b"]}


def test_the_title_is_the_page_s_own_and_not_a_drawing_s():
    assert head("<title> Dam \n gate </title><svg><title>Logo</title></svg>").title == "Dam gate"


def test_the_canonical_address_is_given_as_written_and_none_without_one():
    assert head('<link rel="alternate canonical" href="/a?b=1&amp;c=2">').canonical == "/a?b=1&c=2"
    assert head('<link rel="canonical">').canonical is None
    assert head('<link rel="stylesheet" href="x.css">').canonical is None


def test_json_ld_comes_as_it_was_written():
    script = '{"headline": "a < b && c", "n": "</b>"}'
    found = head(f'<script type="application/ld+json">{script}</script><script>x</script>')
    assert found.scripts == [script]


def test_a_page_that_looks_like_an_address_raises_no_warning():
    assert head("<title>https://news.example/story</title>").title == "https://news.example/story"


def test_a_page_without_metadata_has_none():
    found = head("")
    assert (found.title, found.metas, found.canonical, found.scripts) == ("", {}, None, [])
