"""Where a pattern stands in a text: every token looked at, every rule written out."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise, permutations, product
from typing import Any

from searchkit.analysis.analyzer import analyze
from searchkit.analysis.patterns import AnyOf, Expansion, Near, Pattern, Sequence
from searchkit.analysis.stemming import stem

Places = frozenset[tuple[int, int]]


class Text:
    """One field of one article."""

    def __init__(self, text: str, language: str | None) -> None:
        self._language = language
        tokens = analyze(text)
        self.length = len(tokens)
        self._tokens = [(t.form, t.position, t.position + t.length) for t in tokens.tokens]
        self._known: dict[Pattern, Places] = {}

    def places(self, pattern: Pattern) -> Places:
        if pattern not in self._known:
            self._known[pattern] = self._places(pattern)
        return self._known[pattern]

    def _places(self, pattern: Pattern) -> Places:
        if isinstance(pattern, AnyOf):
            return frozenset().union(*(self.places(part) for part in pattern.parts))
        if isinstance(pattern, Sequence):
            return frozenset(
                (chain[0][0], chain[-1][1])
                for chain in product(*(self.places(part) for part in pattern.parts))
                if all(a[1] == b[0] for a, b in pairwise(chain))
            )
        if isinstance(pattern, Near):
            return self._near(pattern)
        return frozenset(
            (start, start + (getattr(pattern, "length", None) or end - start))
            for form, start, end in self._tokens
            if self._is(form, pattern)
        )

    def _is(self, form: str, pattern: Any) -> bool:
        if isinstance(pattern, Expansion):
            return expands(form, pattern)
        if pattern.exact or self._language is None:
            return form == str(pattern.form)
        return stem(form, self._language) == stem(pattern.form, self._language)

    def _near(self, pattern: Near) -> Places:
        parts = Counter(pattern.parts)
        choices = [list(permutations(self.places(part), n)) for part, n in parts.items()]
        found = set()
        for choice in product(*choices):
            window = [place for group in choice for place in group]
            start, end = min(p[0] for p in window), max(p[1] for p in window)
            if end - start - sum(p[1] - p[0] for p in window) <= pattern.slop:
                found.add((start, end))
        return frozenset(found)


def expands(form: str, pattern: Expansion) -> bool:
    if pattern.kind == "prefix":
        return form[: len(pattern.text)] == pattern.text
    if pattern.kind == "fuzzy":
        return edits(form, pattern.text) <= pattern.distance
    rule = "".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern.text)
    return re.fullmatch(rule, form, re.DOTALL) is not None


def edits(a: str, b: str) -> int:
    """Damerau–Levenshtein distance, the unrestricted one."""
    infinite = len(a) + len(b)
    rows = {(-1, -1): infinite}
    for i in range(len(a) + 1):
        rows[i, -1], rows[i, 0] = infinite, i
    for j in range(len(b) + 1):
        rows[-1, j], rows[0, j] = infinite, j
    last: dict[str, int] = {}
    for i in range(1, len(a) + 1):
        matched = 0
        for j in range(1, len(b) + 1):
            k, m = last.get(b[j - 1], 0), matched
            cost = 0 if a[i - 1] == b[j - 1] else 1
            matched = matched if cost else j
            rows[i, j] = min(
                rows[i - 1, j - 1] + cost,
                rows[i, j - 1] + 1,
                rows[i - 1, j] + 1,
                rows[k - 1, m - 1] + (i - k - 1) + 1 + (j - m - 1),
            )
        last[a[i - 1]] = i
    return rows[len(a), len(b)]
