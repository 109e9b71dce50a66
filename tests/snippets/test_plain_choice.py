"""Looking only where something is shown chooses what looking everywhere would."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from plain_choice import PlainFitter, plain_best_stretch, plain_breaks
from snippet_cases import BODIES, cases

from searchkit.snippets import passages as module
from searchkit.snippets.passages import passages
from searchkit.snippets.sentences import breaks
from searchkit.snippets.windows import best_stretch

LANGUAGES = st.sampled_from(["en", "de", None])


@given(BODIES, st.data(), LANGUAGES)
def test_sentences_end_where_asking_every_space_finds_an_end(body, data, language):
    low = data.draw(st.integers(0, len(body)))
    high = data.draw(st.integers(low, len(body) + 2))
    expected = list(plain_breaks(body, low, high, language))
    assert list(breaks(body, low, high, language)) == expected
    assert list(breaks(body, low, high, language, last_first=True)) == expected[::-1]


@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(1, 9), st.integers(0, 3)), max_size=20),
    st.lists(st.integers(0, 5), min_size=4, max_size=4),
)
def test_one_pass_finds_the_best_of_all_windows(places, weights):
    matches = sorted({(start, start + length, needle) for start, length, needle in places})
    expected = plain_best_stretch(matches, weights, 30)
    assert best_stretch(matches, weights, 30) == expected


@settings(max_examples=400)
@given(cases(), st.integers(1, 4), st.sampled_from([1, 7, 20, 60, 240]), LANGUAGES)
def test_passages_are_those_of_the_plain_choice(case, count, width, language):
    body, tokens, needles = case
    options = {"language": language, "count": count, "width": width}
    found = passages(body, tokens.starts, needles, **options)
    with patch.object(module, "Fitter", PlainFitter):
        assert passages(body, tokens.starts, needles, **options) == found
