"""What a piece of query text asks of an article's tokens, and where an article has it.

A pattern is built once from query text and evaluated against whatever knows where tokens stand:
an index's postings or one text's tokens. Both give occurrences through a *lookup*; the algebra
over positions is here, once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from searchkit.analysis.folding import plain_form
from searchkit.deadline import check_deadline
from searchkit.values import Value

if TYPE_CHECKING:
    from searchkit.analysis.tokenizer import Unit


class Term(Value):
    """A form: any token with its stem in the article's language, or the form itself if `exact`.

    `length` is how many positions it takes up in the query where that differs from the token's
    own: the last of a run of character pairs takes two, the others one.
    """

    form: str
    exact: bool = False
    length: int | None = None


class Expansion(Value):
    """Surface forms of the archive's own words: a prefix, a wildcard or a fuzzy match.

    `kind` is "prefix", "wildcard" or "fuzzy"; `text` is folded; `distance` is for fuzzy only.
    """

    kind: str
    text: str
    distance: int = 0


class Sequence(Value):
    """Parts one after the other without a word between."""

    parts: tuple[Pattern, ...]


class Near(Value):
    """All parts, in any order, with at most `slop` words between them altogether."""

    parts: tuple[Pattern, ...]
    slop: int


class AnyOf(Value):
    """Any of several readings of one word."""

    parts: tuple[Pattern, ...]


Pattern = Term | Expansion | Sequence | Near | AnyOf
Leaf = Term | Expansion
Occurrence = tuple[int, int]
"""Positions `[start, end)`."""
Lookup = Callable[[Leaf], list[Occurrence]]
"""Where a leaf occurs in one text, sorted."""


def word_patterns(text: str, *, exact: bool = False) -> tuple[tuple[str, Pattern], ...]:
    """Each word of the text, as typed, with its pattern; empty when it holds no word."""
    if text.isascii() and text.isalnum():
        return ((text, Term(plain_form(text), exact)),)
    from searchkit.analysis.tokenizer import units

    return tuple(
        (text[unit.pieces[0].start : unit.pieces[-1].end], _unit_pattern(unit, exact))
        for unit in units(text)
    )


def join(parts: tuple[Pattern, ...]) -> Pattern:
    """The parts side by side, as one pattern. There must be at least one."""
    return parts[0] if len(parts) == 1 else Sequence(parts)


def leaves(pattern: Pattern) -> Iterable[Leaf]:
    """Every term and expansion of a pattern."""
    if isinstance(pattern, (Term, Expansion)):
        yield pattern
    else:
        for part in pattern.parts:
            yield from leaves(part)


def occurrences(pattern: Pattern, lookup: Lookup) -> list[Occurrence]:
    """Where the pattern occurs, sorted and without doubles."""
    if isinstance(pattern, (Term, Expansion)):
        return lookup(pattern)
    if isinstance(pattern, AnyOf):
        return sorted({place for part in pattern.parts for place in occurrences(part, lookup)})
    places = [occurrences(part, lookup) for part in pattern.parts]
    if not all(places):
        return []
    if isinstance(pattern, Sequence):
        return _chains(places)
    return sorted({(run[0][0], max(end for _, end in run)) for run in _windows(pattern, places)})


def marks(pattern: Pattern, lookup: Lookup) -> list[Occurrence]:
    """What to highlight: a phrase as a whole, words near each other one by one."""
    if not isinstance(pattern, Near):
        return occurrences(pattern, lookup)
    places = [occurrences(part, lookup) for part in pattern.parts]
    if not all(places):
        return []
    return sorted({place for window in _windows(pattern, places) for place in window})


def _unit_pattern(unit: Unit, exact: bool) -> Pattern:
    forms = [piece.form for piece in unit.pieces]
    if unit.pairs:
        return _pairs_pattern(forms)
    pieces = join(tuple(Term(form, exact) for form in forms))
    if unit.whole is None:
        return pieces
    whole = Term(unit.whole, exact)
    return whole if unit.as_written else AnyOf((whole, pieces))


def _pairs_pattern(forms: list[str]) -> Pattern:
    if len(forms[0]) == 1:
        # One character alone: in the index it begins a pair, or ends a run and stands alone.
        return AnyOf((Term(forms[0], True), Expansion("wildcard", f"{forms[0]}?")))
    last = len(forms) - 1
    return join(tuple(Term(form, True, 2 if i == last else 1) for i, form in enumerate(forms)))


def _chains(places: list[list[Occurrence]]) -> list[Occurrence]:
    """Occurrences that follow one another without a gap, one from each list."""
    chains = set(places[0])
    by_start: dict[int, dict[int, set[int]]] = {}
    for following in places[1:]:
        ends = by_start.get(id(following))
        if ends is None:  # a word that is asked for again has the same list
            ends = by_start[id(following)] = {}
            for start, end in following:
                ends.setdefault(start, set()).add(end)
        chains = {(first, last) for first, end in chains for last in ends.get(end, ())}
    return sorted(chains)


def _windows(pattern: Near, places: list[list[Occurrence]]) -> Iterable[tuple[Occurrence, ...]]:
    """Smallest runs of occurrences that hold every part, with few enough words between.

    The same part asked for twice needs two occurrences. A run is cut short from its left as long
    as it still holds everything, so each right end gives its closest window.
    """
    needed = Counter(pattern.parts)
    events = sorted(
        (start, end, index)
        for index, part in enumerate(dict.fromkeys(pattern.parts))
        for start, end in places[pattern.parts.index(part)]
    )
    wanted = [needed[part] for part in dict.fromkeys(pattern.parts)]
    held = [0] * len(wanted)
    missing = sum(wanted)
    left = 0
    for right, (_, _, index) in enumerate(events):
        held[index] += 1
        missing -= held[index] <= wanted[index]
        while held[events[left][2]] > wanted[events[left][2]]:
            held[events[left][2]] -= 1
            left += 1
        if not missing:
            check_deadline()
            window = _closest(events[left : right + 1], wanted)
            covered = sum(end - start for start, end in window)
            stretch = max(end for _, end in window) - window[0][0]
            if stretch - covered <= pattern.slop:
                yield window


def _closest(events: list[tuple[int, int, int]], wanted: list[int]) -> tuple[Occurrence, ...]:
    """From a window that ends with its last needed occurrence, the latest of each part."""
    left = list(wanted)
    kept: list[Occurrence] = []
    for start, end, index in reversed(events):
        if left[index]:
            left[index] -= 1
            kept.append((start, end))
    return tuple(reversed(kept))
