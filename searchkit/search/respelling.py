"""Which word of the archive was meant by one that it hardly knows?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log

import numpy as np
import numpy.typing as npt

from searchkit.analysis.patterns import Pattern, Term
from searchkit.analysis.patterns import Sequence as Side
from searchkit.analysis.stemming import stem
from searchkit.search.clauses import TEXT_FIELDS
from searchkit.search.collection import Collection
from searchkit.search.forms import Forms
from searchkit.search.matching import check
from searchkit.search.spelling import (
    edit_cost,
    is_respelled,
    is_slip,
    is_split,
    likelihood,
    may_be_slip,
    split_cost,
)
from searchkit.search.words import sought
from searchkit.values import Value

Ints = npt.NDArray[np.int64]

SHORTEST, LONGEST = 3, 40
"""Letters of words that are corrected: shorter ones are near to everything."""
_FAR_FROM = 6
"""Letters a word needs to be two edits away from another."""
_CHANCE = 5000
"""Words two edits away that fewer than one of so many articles hold are there by chance."""
_USED, _UNUSED = 5.0, 0.1
"""How much more, and less, the articles count that hold other forms of a word: typos have none."""
_UNCOMMON = 2000
"""Words that fewer than one of so many articles hold are not run together."""
_MOST_SPLITS = 3
"""So many of the likeliest halves are looked up as neighbours ..."""
_MOST_READ = 500
"""... in so many articles of a segment: that takes a millisecond."""
_IN_DOUBT = 4
"""So many of the likeliest words are compared by the company they keep ..."""
_DOUBT = 3.0
"""... if they are not much less likely than the first."""
_COMPANY, _MOST_COMPANY = 0.7, 2.5
"""How much, and how much at most, the other words of the query count."""


class Reading(Value):
    """What may have been meant: one word or two, how many articles hold it, and what it costs."""

    words: tuple[str, ...]
    count: int
    cost: float

    @property
    def likelihood(self) -> float:
        return likelihood(self.count, self.cost)


class Respeller:
    """Corrects words by those of an archive, as they are written there (folded)."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._forms = Forms(collection)

    def known(self, pattern: Pattern) -> int:
        """How many articles a word finds, by its stem."""
        return sought(self._collection, pattern).count

    def respell(self, form: str, company: Sequence[str] = ()) -> tuple[str, ...] | None:
        """The word, or two, that was rather meant; None where the form may stand.

        `company` are the other words of the query.
        """
        if not (SHORTEST <= len(form) <= LONGEST and form.isalpha()):
            return None
        written = self._forms.count(form)
        if not may_be_slip(form, written, self._collection.documents):
            return None
        known = self.known(Term(form))
        readings = list(self._near(form, known))
        if not known:
            readings += self._split(form, max((one.likelihood for one in readings), default=None))
        readings.sort(key=lambda reading: (-reading.likelihood, reading.words))
        best = self._in_company(readings, company)
        return best.words if best and self._is_slip(form, written, known, best) else None

    def joined(self, first: str, second: str) -> str | None:
        """The one word that was rather meant by two."""
        form = first + second
        count = self._forms.count(form) if form.isalpha() and len(form) <= LONGEST else 0
        if not count:
            return None
        known: float = min(self.known(Term(first)), self.known(Term(second)))
        if known and is_split(0.5, count):
            known = self._side_by_side(first, second) or 0.5
        return form if is_split(known, count) else None

    def _is_slip(self, form: str, written: int, known: int, reading: Reading) -> bool:
        """Whether a form is not meant that stands in `written` articles, its stem in `known`."""
        if not known:
            return True
        if len(reading.words) > 1:
            return is_slip(form, known, reading.count, reading.cost)
        (word,) = reading.words
        if self._stem(form) == self._stem(word):
            # Both find the same. Who meant an ending of the word that nobody used yet is right.
            used = not form.startswith(word) or written
            return bool(used) and is_respelled(written, reading.count, reading.cost)
        # A word used in several forms is one; that an unused form shares a stem says little.
        held = known * _USED if known > written else known
        if not written:
            held = 0.5 + known * _UNUSED
        return is_slip(form, held, self.known(Term(word)), reading.cost)

    def _near(self, form: str, known: int) -> Iterable[Reading]:
        found = self._forms.near(form, 1)
        if not (found or known) and len(form) >= _FAR_FROM:
            further = self._forms.near(form, 2).items()
            least = 1 + self._collection.documents // _CHANCE
            found.update({word: count for word, count in further if count >= least})
        for word, count in found.items():
            yield Reading((word,), count, edit_cost(form, word))

    def _split(self, form: str, likelihood_of_one: float | None) -> Iterable[Reading]:
        """The form as two frequent words that stand side by side somewhere.

        Only where that may be likelier than one word: they stand together in no more articles than
        either stands in.
        """
        cost = split_cost(form)
        least = 1 + self._collection.documents // _UNCOMMON
        halves: list[tuple[int, str, str]] = []
        for place in range(1, len(form)):
            first, second = form[:place], form[place:]
            common = min(map(self._commonness, (first, second)))
            one = likelihood_of_one
            if common >= least and (one is None or likelihood(common, cost) > one):
                halves.append((common, first, second))
        for _, first, second in sorted(halves)[-_MOST_SPLITS:]:
            count = self._side_by_side(first, second)
            if count:
                yield Reading((first, second), count, cost)

    def _commonness(self, half: str) -> int:
        """How many articles hold half a word; 0 for a letter that is no word."""
        count = self._forms.count(half)
        return count if len(half) > 1 or 2 * count > self._collection.documents else 0

    def _side_by_side(self, first: str, second: str) -> int:
        """About how many articles hold two words one after the other."""
        words = [sought(self._collection, Term(form)) for form in (first, second)]
        pair = Side((Term(first), Term(second)))
        found = 0
        for part in self._collection.parts:
            one, other = (word.parts[part.ordinal].postings for word in words)
            both = other.narrow(one.docs) if one.count < other.count else one.narrow(other.docs)
            if len(both):
                looked_at = both[:_MOST_READ]
                share = len(both) / len(looked_at)
                found += round(len(check(part, TEXT_FIELDS, pair, looked_at)) * share)
        return found

    def _stem(self, form: str) -> str:
        """In the language of most articles."""
        return stem(form, self._collection.commonest_language)

    def _in_company(self, readings: list[Reading], company: Sequence[str]) -> Reading | None:
        """The likeliest reading, given the words beside it. `readings` come likeliest first."""
        if not readings:
            return None
        least = readings[0].likelihood - _DOUBT
        doubtful = [one for one in readings[:_IN_DOUBT] if one.likelihood >= least]
        docs = self._together(company) if len(doubtful) > 1 else []
        share = sum(map(len, docs)) / self._collection.documents if docs else 0.0
        if not share:
            return readings[0]

        def likelihood_here(reading: Reading) -> float:
            found = self._among(reading, docs)
            bonus = _COMPANY * log((found + 0.5) / (share * reading.count + 0.5))
            return reading.likelihood + max(-_MOST_COMPANY, min(_MOST_COMPANY, bonus))

        return max(doubtful, key=likelihood_here)

    def _together(self, company: Sequence[str]) -> list[Ints]:
        """The articles of each segment that hold all these words."""
        patterns = [Term(form) for form in company]
        words = [sought(self._collection, pattern) for pattern in patterns if self.known(pattern)]
        words.sort(key=lambda word: -word.rarity)
        found: list[Ints] = []
        for ordinal in range(len(self._collection.parts)) if words else ():
            docs = words[0].parts[ordinal].postings.docs
            for word in words[1:]:
                docs = word.parts[ordinal].postings.narrow(docs)
            found.append(docs)
        return found

    def _among(self, reading: Reading, docs: list[Ints]) -> int:
        """How many of some articles hold all words of a reading."""
        found = 0
        for ordinal, held in enumerate(docs):
            for word in reading.words:
                held = sought(self._collection, Term(word)).parts[ordinal].postings.narrow(held)
            found += len(held)
        return found
