"""Passages of what somebody says: the quotation with its speaker, and no other match."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchkit import quotations
from searchkit.analysis.analyzer import analyze
from searchkit.model import Snippet
from searchkit.snippets.passages import Needle
from searchkit.snippets.quoted import quoted_passages

BODY = (
    "Jane Doe came in the budget week. It was late.\n\n"
    "“The budget is a boat,” said Doe. “It leaks.”\n\n"
    "Doe said that the budget would be patched. " + "It rained on the quay all day. " * 20
)


def passages(body: str, *words: str, width: int = 240, count: int = 2) -> tuple[Snippet, ...]:
    tokens = analyze(body)
    needles = [
        Needle([(t.position, t.position + 1) for t in tokens.tokens if t.form == word], 1.0)
        for word in words
    ]
    starts = np.array(tokens.starts, np.int64).data
    return quoted_passages(body, starts, needles, quotations(body), width=width, count=count)


def test_a_passage_is_the_quotation_with_its_speaker() -> None:
    [direct] = passages(BODY, "budget", "boat", count=1)
    assert direct.text.startswith("“The budget is a boat,” said Doe. “It leaks.”")
    assert [direct.text[start:end] for start, end in direct.spans][:2] == ["budget", "boat"]
    assert BODY[direct.start : direct.start + len(direct.text)] == direct.text


def test_reported_speech_comes_after_what_is_quoted() -> None:
    found = passages(BODY, "budget", width=60)
    assert [one.text.split(" ")[0] for one in found] == ["“The", "Doe"]


def test_of_a_long_quotation_the_part_with_the_words_is_shown() -> None:
    body = (
        f"“{'It rained on the quay. ' * 40}The budget leaks. {'It rained. ' * 40}” said Jane Doe."
    )
    [shown] = passages(body, "budget")
    assert "**" not in shown.text
    assert [shown.text[start:end] for start, end in shown.spans] == ["budget"]
    assert len(shown.text) <= 480


@given(st.lists(st.sampled_from(["“Ja,” ", "said Doe. ", "Doe said it rained. ", "\n\n", "x "])))
def test_passages_stand_in_the_body_and_do_not_overlap(pieces: list[str]) -> None:
    body = "".join(pieces)
    at = 0
    for one in passages(body, "doe", width=20):
        assert one.start >= at
        at = one.start + len(one.text)
        assert body[one.start : at] == one.text != ""
