"""What a query relaxes to: bare words only."""

from __future__ import annotations

from datetime import date

import pytest

from searchkit.query.nodes import (
    And,
    Boost,
    DateRange,
    Everything,
    Exact,
    Field,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Sources,
    Wildcard,
    Word,
)
from searchkit.query.tiers import conjunction, relax, tiers

A, B, C = Word("a"), Word("b"), Word("c")


def test_all_words_then_any_of_them() -> None:
    assert tiers(And((A, B)), "auto") == (And((A, B)), Or((A, B)))
    assert tiers(And((A, B)), "all") == (And((A, B)),)
    assert tiers(And((A, B)), "any") == (Or((A, B)),)


@pytest.mark.parametrize(
    "bare", [Prefix("a"), Wildcard("a*b"), Fuzzy("a", 2), Boost(A, 2.0), Boost(Fuzzy("a"), 0.5)]
)
def test_every_kind_of_bare_word_relaxes(bare: Node) -> None:
    assert relax(And((bare, B))) == Or((bare, B))


@pytest.mark.parametrize(
    "held",
    [
        Phrase("a b"),
        Boost(Phrase("a b"), 2.0),
        Exact("a"),
        Field("title", A),
        Boost(Field("title", A), 2.0),
        Sources(("x",)),
        DateRange(date(2022, 1, 1), None),
        Not(A),
        Or((A, B)),
        And((A, B)),
    ],
)
def test_everything_else_always_holds(held: Node) -> None:
    assert relax(And((A, held, B))) == And((Or((A, B)), held))
    assert tiers(And((A, held)), "auto") == (And((A, held)),)
    assert tiers(And((A, held)), "any") == (And((A, held)),)


@pytest.mark.parametrize(
    "node", [A, Phrase("a b"), Or((A, B)), Not(And((A, B))), Everything(), Boost(And((A, B)), 2.0)]
)
@pytest.mark.parametrize("match", ["auto", "all", "any"])
def test_what_has_nothing_to_relax_is_one_tier(node: Node, match: str) -> None:
    assert tiers(node, match) == (node,)  # type: ignore[arg-type]


def test_a_conjunction_holds_no_conjunction() -> None:
    assert conjunction(A) == A
    assert conjunction(And((A, B)), C) == And((A, B, C))
    assert conjunction(A, Not(And((B, C)))) == And((A, Not(And((B, C)))))
