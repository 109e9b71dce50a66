"""Finding the article among everything else that is on a page."""

from __future__ import annotations

import time

import pytest
from selectolax.lexbor import LexborHTMLParser

from searchkit.ingest.blocks import read_layout
from searchkit.ingest.body import find_body, render
from searchkit.ingest.html import body_text

FIRST = "The harbour of Velmora was closed on Monday after a storm had torn two cranes down."
SECOND = "The port said that ships were waiting outside, and that work would begin on Tuesday."
STORY = f"<p>{FIRST}</p><p>{SECOND}</p>"
BODY = f"{FIRST}\n\n{SECOND}"


def body_of(markup: str, *titles: str) -> str:
    layout = read_layout(LexborHTMLParser(markup).body)
    return render(find_body(layout, titles=titles).blocks)


@pytest.mark.parametrize(
    "around",
    [
        '<div class="cookie-consent"><p>We use cookies to improve what you see.</p></div>',
        '<div id="comments"><p>I was there, and it was the crane, he said.</p></div>',
        "<aside><p>Velmora is the largest port of the coast, and its oldest.</p></aside>",
        '<div id="newsletterBox"><p>Get our letters each morning, free of charge.</p></div>',
        '<ul class="related"><li><a href="/a">A crane falls in Arden, one hurt</a></li></ul>',
        '<div class="share"><a href="/s">Share</a><a href="/t">Post</a></div>',
        '<div style="display: none"><p>This paragraph is hidden from those who read.</p></div>',
        '<div aria-hidden="true"><p>This paragraph is hidden from those who read.</p></div>',
        "<footer><p>All that is printed here belongs to the Velmora Times, 2022.</p></footer>",
        "<figure><img src=x><figcaption>The harbour, seen from above.</figcaption></figure>",
        '<p class="caption">The harbour on Monday, as it was seen from above. Photo: Quill</p>',
        "<script>var text = 'The harbour of Velmora was closed.';</script>",
        "<noscript><p>Please switch on the scripts to read this page in full.</p></noscript>",
        '<p><a href="/b">Read also: a crane falls in Arden, and two are hurt by it</a></p>',
        '<span class="sr-only">This is read out and not shown to anybody.</span>',
        "<p>Advertisement</p>",
        "<p>Partager l’article : Courriel Parley Imprimer</p>",
        "<p>Sign up for our newsletter to get the news each morning.</p>",
        "<form><label>Your name</label><textarea>Hello there, all of you.</textarea></form>",
    ],
)
def test_what_stands_beside_the_article_is_left_out(around):
    assert body_of(f"<main><h1>Storm</h1>{STORY}{around}</main>") == BODY
    assert body_of(f"<div><div>{STORY}</div>{around}</div>") == BODY


def test_menus_around_an_article_without_any_names_are_left_out():
    menu = "".join(f'<li><a href="/{n}">Section {n} of the paper</a></li>' for n in range(30))
    markup = (
        f"<div><ul>{menu}</ul></div><div><div>{STORY * 3}</div></div><div><ul>{menu}</ul></div>"
    )
    assert "Section" not in body_of(markup)


def test_subheadings_lists_quotes_and_tables_survive_as_lines():
    markup = (
        f"<article><p>{FIRST}</p><h2>What is known</h2>"
        f"<ul><li>Two cranes fell.</li><li>No one was hurt.</li></ul>"
        f"<blockquote><p>“It was loud.”</p></blockquote>"
        f"<table><tr><td>Cranes</td><td>2</td></tr><tr><td>Ships</td><td>14</td></tr></table>"
        f"<p>{SECOND}</p></article>"
    )
    assert body_text(markup) == (
        f"{FIRST}\n\nWhat is known\n\nTwo cranes fell.\nNo one was hurt.\n\n“It was loud.”"
        f"\n\nCranes 2\nShips 14\n\n{SECOND}"
    )
    for line in ("What is known", "Two cranes fell.\nNo one was hurt.", "“It was loud.”"):
        assert line in body_of(markup)


def test_paragraphs_made_with_line_breaks_are_paragraphs():
    assert body_of(f"<div>{FIRST}<br><br>{SECOND}<br>Reporting ends.</div>") == (
        f"{BODY}\nReporting ends."
    )


def test_line_ends_of_the_source_are_only_spaces():
    assert body_text("<p>One\n   two\n<b>\n</b>three</p>") == "One two three"
    assert body_text("<pre>one\n  two</pre>") == "one\n  two"


def test_words_around_inline_markup_stay_whole():
    assert body_text("<p>H<sub>2</sub>O and <a href=x>li</a>nks, soft\u00adened</p>") == (
        "H2O and links, softened"
    )


def test_the_headline_and_what_stands_above_it_are_no_body():
    markup = f"<article><p>Harbour news, each day.</p><h1>Storm in Velmora</h1>{STORY}</article>"
    assert body_of(markup) == BODY


def test_an_article_in_several_parts_is_read_whole():
    box = '<div class="advert"><p>Buy the best rain coats in all of Velmora, only now.</p></div>'
    markup = f"<div><div><p>{FIRST}</p></div>{box}<div><p>{SECOND}</p></div></div>"
    assert body_of(markup) == BODY


def test_text_right_under_the_headline_is_not_skipped_for_a_longer_part():
    long = "".join(
        f"<p>Paragraph {n} of the second part is longer, and so on.</p>" for n in range(40)
    )
    markup = f"<div><h1>Storm in Velmora</h1><div>{STORY * 2}</div><div>{long}</div></div>"
    assert body_of(markup, "Storm in Velmora").startswith(FIRST)


def test_other_stories_on_the_page_do_not_outweigh_the_headlines_own():
    other = "".join(
        f"<article><h2>Story {n}</h2><p>Something else happened in Arden, story {n} says, and"
        f" there is much more to tell of it than of any harbour in the world.</p></article>"
        for n in range(4)
    )
    markup = (
        f"<main><article><h1>Storm in Velmora</h1>{STORY * 2}</article>"
        f"<article class=more>{other}</article></main>"
    )
    assert "Arden" not in body_of(markup, "Storm in Velmora")


def test_stories_beside_the_headlines_own_are_left_out_even_where_they_are_most_of_the_page():
    other = "".join(
        f"<article><h3>Story {n}</h3><p>Something else happened in Arden, story {n} says, and"
        f" there is much more to tell of it than of any harbour in the world.</p></article>"
        for n in range(20)
    )
    markup = (
        f"<main><article><h1>Storm in Velmora…</h1>{STORY * 2}</article><section>{other}</section>"
        "</main>"
    )
    assert "Arden" not in body_of(markup, "Storm in Velmora... - Velmora Times")


@pytest.mark.parametrize(
    "lead",
    [
        f"<h2>{FIRST}</h2>",
        f'<div class="teaser-text"><p>{FIRST}</p></div>',
        f'<div class=head><p class="article-lead">{FIRST}</p></div>',
    ],
)
def test_the_standfirst_between_headline_and_text_is_kept(lead):
    markup = f"<header><h1>Storm</h1>{lead}</header><div>{f'<p>{SECOND}</p>' * 5}</div>"
    assert body_of(markup, "Storm").startswith(f"{FIRST}\n\n{SECOND}")


@pytest.mark.parametrize(
    "line",
    [
        "<div class=dates>Published: 10:48, Tue, Nov 19, 2019 | Updated: 11:05</div>",
        '<p class="teaser"><a href="/b">A crane falls in Arden, and two are hurt by it.</a></p>',
        "<p>By Mara Quill, who reports on ports</p>",
    ],
)
def test_other_lines_between_headline_and_text_are_not(line):
    markup = f"<header><h1>Storm</h1>{line}</header><div>{STORY * 3}</div>"
    assert body_of(markup, "Storm").startswith(FIRST)


@pytest.mark.parametrize(
    "inside", ["<table><tr><td>{}</td></tr></table>", "<blockquote><p>{}</p></blockquote>"]
)
def test_tables_and_quotes_in_figures_are_text_and_their_captions_are_not(inside):
    figure = f"<figure>{inside.format(SECOND)}<figcaption>Cranes, by year.</figcaption></figure>"
    assert body_of(f"<main><h1>Storm</h1><p>{FIRST}</p>{figure}</main>") == BODY


def test_a_gallery_is_told_by_its_captions():
    slides = "".join(
        f"<figure><img src=x><figcaption>Picture {n} shows the harbour, and the cranes that fell"
        f" in the storm of Monday.</figcaption></figure>"
        for n in range(8)
    )
    body = body_of(f"<main><h1>Storm</h1><p>{FIRST}</p>{slides}<p>{SECOND}</p></main>")
    assert body.startswith(FIRST)
    assert body.endswith(SECOND)
    assert body.count("\n\nPicture ") == 8


def test_names_that_lie_about_the_whole_page_are_not_believed():
    markup = f'<div class="modal-enabled has-sidebar"><h1>Storm</h1><div>{STORY}</div></div>'
    assert body_of(markup) == BODY
    assert body_of(f'<div class="comments-wrapper related">{STORY}</div>') == BODY


def test_a_very_short_brief_is_text_enough():
    assert body_of("<article><h1>Brief</h1><p>The port is open again.</p></article>") == (
        "The port is open again."
    )


def test_comments_under_a_heading_of_their_own_end_the_article():
    replies = "<p>I was there, and it was loud indeed.</p>" * 2
    assert body_of(f"<article>{STORY}<h3>3 comments</h3>{replies}</article>") == BODY


@pytest.mark.parametrize(
    "box",
    [
        "<div><h3>About the author</h3><p>Mara Quill writes about the port.</p></div>",
        "<section><div><h4>Lesen Sie auch</h4></div><p>Ein Kran fiel in Arden um.</p></section>",
        '<div><h3><a href="/b">A crane falls in Arden</a></h3><p>Two were hurt by it.</p></div>',
        '<p>You may also like:</p><ul><li><a href="/b">A crane falls in Arden</a></li></ul>',
        '<h3>Elsewhere</h3><ul><li><a href="/b">A crane falls in Arden</a></li></ul>',
        "<p>The cranes (Photo: Mara Quill/The Courier)</p>",
        "<p>Never miss the latest news by signing up to our newsletter today!</p>",
        "<p>© 2022 Velmora Times. All rights reserved.</p>",
    ],
)
def test_boxes_pointers_and_notices_between_paragraphs_are_left_out(box):
    markup = f"<main><h1>Storm</h1><p>{FIRST}</p>{box}<p>{SECOND}</p></main>"
    assert body_of(markup, "Storm") == BODY
    assert body_of(f"<main><h1>Storm</h1>{STORY}{box}</main>", "Storm") == BODY


@pytest.mark.parametrize(
    "line",
    [
        "If you enjoyed reading this, would you consider supporting our work? Donate here.",
        "Follow Mara Quill on Twitter and tell us what you think.",
        "Abonnieren Sie unsere Zeitung.",
        "Síguenos en todas partes.",
        "Source: Velmora Press",
        "(mq/obr)",
        "Figure 3: Cranes, by year",
        "The cranes on Monday. © Mara Quill",
    ],
)
def test_a_last_line_that_asks_for_something_or_names_an_origin_is_left_out(line):
    assert body_of(f"<main><h1>Storm</h1>{STORY}<p>{line}</p></main>", "Storm") == BODY


def test_what_somebody_says_in_the_last_line_is_text():
    line = "“Please donate now,” said the harbour master of Velmora."
    assert body_of(f"<main>{STORY}<p>{line}</p></main>") == f"{BODY}\n\n{line}"


def test_a_headings_id_says_nothing_of_its_kind():
    markup = f'<main><p>{FIRST}</p><h2 id="comments-on-the-storm">The storm</h2><p>{SECOND}</p>'
    assert "The storm" in body_of(markup)


def test_a_listicle_whose_headings_link_is_text():
    items = "".join(
        f'<section><h3><a href="/{n}">Crane {n}</a></h3><p>{FIRST} {SECOND} {FIRST}</p></section>'
        for n in range(5)
    )
    assert body_of(f"<main><h1>Five cranes</h1>{items}</main>").count("Crane ") == 5


def test_a_live_blogs_posts_are_text_though_their_headings_link():
    posts = "".join(
        f'<article><time>1{n}:05</time><h3><a href="#{n}">Crane {n} falls</a></h3>'
        f"<p>It fell at once, the port said in note {n}.</p></article>"
        for n in range(9)
    )
    body = body_of(f"<main><h1>Storm, live</h1><p>{FIRST}</p><section>{posts}</section></main>")
    assert body.startswith(FIRST)
    assert body.count("falls") == 9


def test_a_heading_may_head_another():
    markup = f"<main><p>{FIRST}</p><h2>What now</h2><h3>In the port</h3><p>{SECOND}</p></main>"
    assert body_of(markup) == f"{FIRST}\n\nWhat now\n\nIn the port\n\n{SECOND}"


def test_a_paragraph_written_as_a_heading_is_a_paragraph():
    long = f"{FIRST} {SECOND} {FIRST}"
    assert body_of(f"<main><h1>Storm</h1><h3>{long}</h3><h3>What now</h3>{STORY}</main>") == (
        f"{long}\n\nWhat now\n\n{BODY}"
    )


def test_text_around_a_long_quotation_is_kept():
    markup = f"<main><p>He wrote:</p><blockquote>{STORY * 4}</blockquote><p>So it is.</p></main>"
    assert body_of(markup).startswith("He wrote:")
    assert body_of(markup).endswith("So it is.")


def test_a_page_of_nothing_but_comments_is_kept():
    boxes = f"<div><h3>Comments</h3><p>{FIRST}</p></div>" * 5
    assert body_of(f"<main>{boxes}</main>").count(FIRST) == 5


def test_a_heading_without_text_is_left_out():
    assert body_of(f"<article>{STORY}<h2>Gallery</h2></article>") == BODY


@pytest.mark.parametrize(
    "markup", ["", "<p></p>", "<script>x</script>", "<ul><li><a href=x>Home</a></li></ul>"]
)
def test_a_page_without_text_has_no_body(markup):
    assert body_of(markup) == ""


@pytest.mark.parametrize(
    "part",
    [
        f"<p>{FIRST}</p><h3>Comments</h3>",
        f"<div><h3>Comments</h3><p>{FIRST}</p></div>",
        f"<article><h2><a href=/x>Storm in Velmora</a></h2><p>{FIRST}</p></article>",
        "<h1>Storm in Velmora</h1>",
        f"<p>See:</p><p><a href=/x>{FIRST}</a></p>",
        f"<figure><figcaption>{FIRST}</figcaption></figure>",
    ],
)
def test_a_page_of_one_thing_twenty_thousand_times_is_read_quickly(part):
    start = time.process_time()
    body_of(f"<h1>Storm in Velmora</h1>{part * 20_000}", "Storm in Velmora")
    assert time.process_time() - start < 5
