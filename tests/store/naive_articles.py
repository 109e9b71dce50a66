"""Random small archives for `naive_writer`: few words, so that lists grow long and forms meet."""

from __future__ import annotations

from pathlib import Path
from tempfile import mkdtemp

from hypothesis import strategies as st
from naive_writer import NaiveArticle, write_naive

from searchkit.store.segment import Segment

WORDS = ("the", "of", "cat", "cats", "catss", "größe", "größes", "中文", "well-known", "a-b-c", "𝒳")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
GAPPED = st.builds(
    lambda first, gap, last: first + " " * gap + last, TEXTS, st.integers(250, 520), TEXTS
)


DATES = st.tuples(st.integers(-3, 3), st.integers(0, 2)).map(
    lambda when: (
        {"seconds": when[0] / 2, "day": when[0] + 9, "precision": when[1]} if when[1] else {}
    )
)
FACTS = st.builds(
    lambda when, **fields: {**fields, **when},
    DATES,
    title=TEXTS,
    body=st.one_of(TEXTS, TEXTS, GAPPED),
    author=st.sampled_from(("", "Ann Lee", "Ann-Lee Ann", "李")),
    url=st.sampled_from(("", "https example org", "example example")),
    source=st.sampled_from(("", "Reuters", "AP")),
    language=st.sampled_from(("", "en", "de")),
    stem_language=st.sampled_from(("en", "de")),
    unsure=st.booleans(),
)
"""What an article has besides its id: made once, since hypothesis looks at every new strategy."""
MANY = [
    NaiveArticle(
        f"id-{n:03}",
        "the cat " + "of cats " * (n % 3),
        "the cats of größe well-known " * (n % 4 + 1) + f"word{n % 40} " + " " * (n % 300) + "end",
        author="Ann Lee" if n % 2 else "Ann-Lee",
        url="https example org",
        source=("AP", "")[n % 2],
        seconds=n % 17 + 0.5,
        day=n + 1,
        precision=2,
    )
    for n in range(300)
]
"""Enough for impacts, and for lists of several blocks."""

IDS = st.lists(st.text("ab/ä中𝒳", min_size=1, max_size=4), max_size=12, unique=True)


@st.composite
def archives(draw: st.DrawFn) -> list[NaiveArticle]:
    return [NaiveArticle(id, **draw(FACTS)) for id in draw(IDS)]


def opened(articles: list[NaiveArticle], pairs_from: int | None = None) -> Segment:
    """The articles, written and read. The file goes with the process's temporary folder."""
    path = Path(mkdtemp(prefix="searchkit-")) / "seg-naive.sk"
    size, _ = write_naive(path, articles, pairs_from)
    segment = Segment(path, size)
    path.unlink()
    path.parent.rmdir()
    return segment
