"""Which passages are shown, and what is marked in them."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from snippet_cases import cases

from searchkit.analysis.analyzer import Tokens, analyze
from searchkit.analysis.patterns import join, marks, word_patterns
from searchkit.snippets.passages import Needle, passages, spans

FILLER = "Nothing else of note was heard in the valley on that grey and windless day. "
STORY = (
    "The council of Orrin met on Monday to talk about the harbour. "
    + FILLER * 5
    + "Mayor Ilse Brandt said that the ferry would sail again. “We will not wait,” she said. "
    + FILLER * 5
    + "The harbour master, Dr. Tam Oduya, warned that the ferry was too old. "
    + FILLER * 5
)


def needle(tokens: Tokens, text: str, weight: float = 1.0) -> Needle:
    """A needle for a word or a phrase, by form."""

    def lookup(leaf):
        return [
            (token.position, token.position + (leaf.length or token.length))
            for token in tokens.tokens
            if token.form == leaf.form
        ]

    pattern = join(tuple(pattern for _, pattern in word_patterns(text)))
    return Needle(tuple(marks(pattern, lookup)), weight)


def show(body: str, *words: str, weights: tuple[float, ...] = (), **options):
    tokens = analyze(body)
    needles = [
        needle(tokens, word, weights[number] if weights else 1.0)
        for number, word in enumerate(words)
    ]
    return passages(body, tokens.starts, needles, **{"language": "en", **options})


def marked(snippet) -> list[str]:
    return [snippet.text[start:end] for start, end in snippet.spans]


def test_a_passage_starts_and_ends_with_sentences():
    [snippet] = show(STORY, "Brandt", count=1)
    assert snippet.text.startswith("Mayor Ilse Brandt said")
    assert snippet.text.endswith(("day.", "said."))
    assert marked(snippet) == ["Brandt"]


def test_the_passage_with_most_of_the_words_is_chosen():
    [snippet] = show(STORY, "harbour", "ferry", count=1)
    assert marked(snippet) == ["harbour", "ferry"]
    assert snippet.text.startswith("The harbour master, Dr. Tam Oduya")


def test_a_rare_word_outweighs_two_common_ones():
    [snippet] = show(STORY, "harbour", "ferry", "Brandt", count=1, weights=(1.0, 1.0, 9.0))
    assert "Brandt" in marked(snippet)


def test_of_equal_passages_the_one_with_the_words_closest_together_wins():
    body = f"Rain fell and then much later there was snow. {FILLER * 4}Rain and snow came. {FILLER}"
    [snippet] = show(body, "rain", "snow", count=1)
    assert "Rain and snow came." in snippet.text


def test_of_equal_passages_the_earliest_wins():
    body = f"{FILLER * 3}Rain fell here. {FILLER * 4}Rain fell there. {FILLER}"
    [snippet] = show(body, "rain", count=1)
    assert "Rain fell here." in snippet.text


def test_a_second_passage_shows_what_the_first_lacks_and_follows_it_though_it_is_earlier():
    first, second = show(STORY, "Oduya", "Orrin", weights=(3.0, 2.0))
    assert (marked(first), marked(second)) == (["Oduya"], ["Orrin"])
    assert second.start < first.start


def test_the_first_passage_shows_two_common_words_rather_than_the_rarest_alone():
    body = f"Ezra came. {FILLER * 4}The old ferry left.{FILLER}"
    first, *_ = show(body, "Ezra", "old", "ferry", weights=(9.0, 0.6, 0.6))
    assert marked(first) == ["old", "ferry"]


def test_words_somewhat_further_apart_than_a_passage_is_wide_are_shown_together():
    body = f"{FILLER}The ferry {'left ' * 52}harbour. {FILLER * 4}"
    [first] = show(body, "ferry", "harbour")
    assert marked(first) == ["ferry", "harbour"]
    assert 240 < len(first.text) <= 300


def test_a_second_passage_may_show_another_mention():
    first, second = show(STORY, "ferry")
    assert marked(first) == marked(second) == ["ferry"]


def test_a_second_passage_is_not_shown_for_a_word_that_hardly_counts():
    assert len(show(STORY, "Oduya", "harbour", "wait", weights=(5.0, 5.0, 0.5))) == 1


def test_a_caption_printed_twice_is_shown_once():
    caption = "The ferry Calla lies at its pier in Orrin in this undated photograph. "
    assert len(show(caption + FILLER * 5 + caption + FILLER * 5, "ferry")) == 1


def test_no_more_passages_than_asked_for():
    body = "".join(f"{FILLER * 4}Storm {number} broke. " for number in range(9))
    assert [len(show(body, "storm", count=count)) for count in (0, 1, 2, 5)] == [0, 1, 2, 5]


def test_all_places_in_a_passage_are_marked_and_a_phrase_as_one():
    [snippet] = show("A red fox, a red hen and a red fox again.", "red fox")
    assert snippet.spans == ((2, 9), (27, 34))


def test_places_that_touch_or_overlap_are_one_span():
    [snippet] = show("Talks on military action failed.", "military action", "action", "military")
    assert marked(snippet) == ["military action"]


def test_a_hyphenated_word_and_a_possessive_are_not_torn_from_a_match_at_the_edge():
    [snippet] = show(f"{FILLER}On COVID-19’s return nobody commented. {FILLER}", "19", width=12)
    assert snippet.text == "COVID-19’s"
    assert marked(snippet) == ["19"]


def test_without_a_place_the_body_begins():
    [snippet] = show("\n  Mr. Hale left early. " + FILLER * 9, width=100)
    assert snippet.text == "Mr. Hale left early. " + FILLER.strip()
    assert (snippet.start, snippet.spans) == (3, ())


def test_a_match_within_a_character_is_shown_with_the_whole_of_it():
    body = "か\u3099"  # a kana and its mark, which are words of their own
    starts, mark = analyze(body).starts, Needle(((1, 2),), 1.0)
    [snippet] = passages(body, starts, [mark], language="ja", width=1)
    assert snippet.text == body


@pytest.mark.parametrize("body", ["", " ", "\n\t\u3000\n"])
def test_a_body_without_text_has_no_passages(body):
    assert show(body, "word") == ()


def test_a_match_at_the_end_brings_the_sentences_before_it():
    [snippet] = show(FILLER * 9 + "It ended there in Orrin.", "Orrin")
    assert snippet.text.startswith("Nothing else")
    assert snippet.text.endswith("It ended there in Orrin.")
    assert len(snippet.text) > 150


def test_a_sentence_too_long_to_show_is_cut_between_words():
    body = "and so on, " * 60 + "the ferry, " + "and so forth, " * 60
    [snippet] = show(body, "ferry", width=100)
    assert marked(snippet) == ["ferry"]
    assert 60 <= len(snippet.text) <= 100
    assert snippet.text.split()[0] in {"and", "so", "on,"}
    assert snippet.text.split()[-1] in {"and", "so", "forth,"}


def test_a_match_longer_than_the_width_is_shown_whole():
    phrase = "one two three four five six seven eight"
    [snippet] = show(f"{FILLER}He counted {phrase} and left. {FILLER}", phrase, width=30)
    assert snippet.text == phrase
    assert marked(snippet) == [phrase]


def test_a_match_longer_than_twice_the_width_is_cut_and_not_marked():
    phrase = "one two three four five six seven eight"
    [snippet] = show(f"He counted {phrase} and left.", phrase, width=12)
    assert (snippet.text, snippet.spans) == ("one two three four five", ())


def test_chinese_begins_at_a_sentence_and_marks_the_word():
    body = "今天天气很好。" * 30 + "市长宣布渡轮将恢复航行。居民表示欢迎。" + "今天天气很好。" * 30
    [snippet] = show(body, "渡轮", language="zh", width=40, count=1)
    assert snippet.text.startswith(("市长宣布", "今天天气"))
    assert snippet.text.endswith("。")
    assert marked(snippet) == ["渡轮"]


def test_spans_of_a_title_are_merged_and_sorted():
    title = "Ferry talks: “Ferry talks failed”, says mayor"
    tokens = analyze(title)
    found = spans(title, tokens.starts, [needle(tokens, "mayor"), needle(tokens, "ferry talks")])
    assert [title[start:end] for start, end in found] == ["Ferry talks", "Ferry talks", "mayor"]
    assert spans(title, tokens.starts, []) == ()


class Counted(tuple):
    """A tuple that counts how often it is looked into."""

    looks = 0

    def __getitem__(self, index):
        self.looks += 1
        return super().__getitem__(index)


def test_a_megabyte_is_looked_at_only_where_its_matches_are():
    body = FILLER * 7_000 + "The ferry sank. " + FILLER * 7_000
    tokens = analyze(body)
    ferry = needle(tokens, "ferry")
    counted = Counted(tokens.starts)
    [snippet] = passages(body, counted, [ferry], language="en")
    assert marked(snippet) == ["ferry"]
    assert 0 < counted.looks < 100


@pytest.mark.parametrize(
    "body",
    [
        "x" * 1_000_000,
        "渡轮" * 300_000,
        "." * 1_000_000,
        "\n" * 500_000 + "x" + "\n" * 500_000,
        "a" + "\u0301" * 1_000_000,
        "\U0001f1e6" * 1_000_000,
        ("ferry " * 150_000),
        "a.a." * 100_000,
        "”" * 500_000,
    ],
    ids=["word", "chinese", "stops", "lines", "marks", "flags", "matches", "initials", "quotes"],
)
def test_no_body_blows_up(body):
    tokens = analyze(body)
    needles = [needle(tokens, text) for text in ("ferry", "渡轮", "x", "a")]
    started = time.process_time()
    for snippet in passages(body, tokens.starts, needles):
        assert 0 < len(snippet.text) <= 480
    assert time.process_time() - started < 10


@settings(max_examples=400, deadline=None)
@given(
    cases(), st.integers(1, 4), st.sampled_from([1, 7, 20, 60, 240]), st.sampled_from(["en", None])
)
def test_what_always_holds_of_passages(case, count, width, language):
    body, tokens, needles = case
    found = passages(body, tokens.starts, needles, language=language, count=count, width=width)
    assert len(found) <= count
    assert bool(found) == bool(body.strip())
    places = [tokens.offsets(*place) for needle in needles for place in needle.places]
    for snippet in found:
        stop = snippet.start + len(snippet.text)
        assert body[snippet.start : stop] == snippet.text
        assert snippet.text
        assert snippet.text == snippet.text.strip()
        assert len(snippet.text) <= 2 * width
        _check_spans(snippet, places)
        _check_cut(body, tokens, snippet.start, width, places)
        _check_cut(body, tokens, stop, width, places)
    for one, other in pairwise(sorted(found, key=lambda snippet: snippet.start)):
        assert one.start + len(one.text) <= other.start


def _check_spans(snippet, places):
    """The marked code points are those of the places that lie wholly in the passage."""
    stop = snippet.start + len(snippet.text)
    inside = [place for place in places if snippet.start <= place[0] and place[1] <= stop]
    wanted = {offset - snippet.start for place in inside for offset in range(*place)}
    assert {offset for span in snippet.spans for offset in range(*span)} == wanted
    edges = [edge for span in snippet.spans for edge in span]
    assert edges == sorted(set(edges))


def _check_cut(body, tokens, offset, width, places):
    """No word or grapheme is cut that would fit, save a mark that stands on a space.

    A place may end inside a grapheme, before a mark that is no part of its word. What is cut there
    has to fit together with the place, which is shown first.
    """
    words = list(zip(tokens.starts, tokens.ends, strict=True))
    graphemes = [match.span() for match in regex.finditer(r"\X", body) if not match[0][0].isspace()]
    whole = (offset, offset)
    for _ in range(3):  # A word may begin inside a grapheme that begins inside a word.
        for start, end in words + graphemes:
            if (start < whole[1] and whole[0] < end) or start < offset < end:
                whole = min(start, whole[0]), max(end, whole[1])
    edged = [place for place in places if offset in place and place[1] - place[0] <= 2 * width]
    low = min([whole[0], *(start for start, _ in edged)])
    high = max([whole[1], *(end for _, end in edged)])
    assert whole == (offset, offset) or high - low > 2 * width


@settings(max_examples=300, deadline=None)
@given(cases(), st.sampled_from([20, 60]))
def test_the_best_passage_is_among_those_shown(case, width):
    """Against all windows, tried one by one."""
    body, tokens, needles = case
    places = [
        [
            place
            for place in (tokens.offsets(*p) for p in needle.places)
            if place[1] - place[0] <= width
        ]
        for needle in needles
    ]
    needles = [
        Needle(tuple(p for p in needle.places if tokens.offsets(*p) in kept), needle.weight)
        for needle, kept in zip(needles, places, strict=True)
    ]

    def worth(low: int, high: int) -> float:
        return sum(
            needle.weight
            for needle, found in zip(needles, places, strict=True)
            if any(low <= start and end <= high for start, end in found)
        )

    starts = {start for found in places for start, _ in found}
    best = max((worth(start, start + width) for start in starts), default=0.0)
    found = passages(body, tokens.starts, needles, count=1, width=width)
    held = max((worth(s.start, s.start + len(s.text)) for s in found), default=0.0)
    assert held >= best - 1e-3


def test_a_second_passage_shows_a_word_not_yet_seen_before_a_rarer_one_again() -> None:
    filler = "Nothing else was heard for a long time on that quiet coast. " * 8
    body = f"The evacuation began. {filler}The evacuation went on. {filler}The embassy closed."
    tokens = analyze(body)

    def needle(word: str, weight: float) -> Needle:
        places = [t.position for t in tokens.tokens if t.form == word]
        return Needle(tuple((place, place + 1) for place in places), weight)

    shown = passages(body, tokens.starts, [needle("evacuation", 0.54), needle("embassy", 0.09)])
    marked = [part.text[slice(*span)] for part in shown for span in part.spans]
    assert marked == ["evacuation", "embassy"]
