"""Texts that are hard to cut, and needles at random places in them."""

from __future__ import annotations

from hypothesis import strategies as st

from searchkit.analysis.analyzer import analyze
from searchkit.snippets.passages import Needle

PIECES = (
    *"aab  ..  -'“”(•_@ßİ渡輪。」ก\n\x00\u3000\u2028\u0301\u0e34\u200d\ufe0f",
    *("left. ", "it!” ", "“It ", "Inc. ", "? ” "),
    *("Mr. ", ". ", "? ", "\n\n", "The ", "ferry", "’s", "U.S. ", "3.", "\r\n", "e\u0301"),
    *("👩\u200d🚀", "👍🏽", "🇩🇪", "\u1100\u1161\u11a8"),
)
ALPHABET = st.sampled_from(PIECES)
BODIES = st.one_of(st.lists(ALPHABET, max_size=120).map("".join), st.text(max_size=200))


@st.composite
def cases(draw):
    """A body, its tokens, and needles at random places."""
    body = draw(BODIES)
    tokens = analyze(body)
    places = st.tuples(
        st.integers(0, max(0, len(tokens) - 1)), st.sampled_from([1, 1, 1, 2, 3, 9])
    ).map(lambda place: (place[0], min(len(tokens), place[0] + place[1])))
    sets = st.lists(places, max_size=6, unique=True) if len(tokens) else st.just([])
    needles = st.builds(
        Needle, sets.map(lambda found: tuple(sorted(found))), st.floats(0, 20, allow_nan=False)
    )
    return body, tokens, draw(st.lists(needles, max_size=4))
