"""Forms and stems by number."""

from __future__ import annotations

import numpy as np

from searchkit.analysis.growing import Growing, Ragged
from searchkit.analysis.stemming import stem, stems
from searchkit.analysis.vocabulary import Vocabulary

WORDS = ["running", "Züge", "u.s.", "covid19", "runs", "haben"]


def test_a_form_keeps_its_id():
    vocabulary = Vocabulary()
    ids = [vocabulary.form_id(word) for word in [*WORDS, *WORDS]]
    assert ids == [*range(6), *range(6)]
    assert vocabulary.forms == WORDS


def test_each_language_has_its_own_stems_and_equal_stems_are_one():
    vocabulary = Vocabulary()
    forms = np.array([vocabulary.form_id(word) for word in WORDS], np.int32)
    for language in ("en", "de", "en", "xx"):
        found = vocabulary.stem_ids(forms[::-1], language)
        assert found.dtype == np.int32
        assert [vocabulary.stems[id] for id in found] == [stem(w, language) for w in WORDS[::-1]]
    assert len(set(vocabulary.stems)) == len(vocabulary.stems)
    late = np.array([vocabulary.form_id("walked")])
    assert vocabulary.stems[vocabulary.stem_ids(late, "en")[0]] == "walk"


def test_stems_of_many_are_the_stem_of_each():
    assert stems(WORDS, "en") == [stem(word, "en") for word in WORDS]


def test_an_array_grows_by_what_is_appended():
    growing, kept = Growing(np.int32), []
    for size in (0, 1, 1_000, 3, 5_000):
        growing.extend(np.arange(size))
        kept += range(size)
        assert growing.values.tolist() == kept
        assert len(growing) == len(kept)


def test_rows_of_ids_come_in_the_order_asked_for():
    ragged = Ragged(np.int32, np.uint8)
    ragged.append([(5, 1), (6, 2)])
    ragged.append([])
    ragged.settle()
    ragged.append([(7, 3)])
    ragged.settle()
    rows, counts = ragged.rows(np.array([2, 1, 0, 2]))
    assert counts.tolist() == [1, 0, 2, 1]
    assert ragged.columns[0].values[rows].tolist() == [7, 5, 6, 7]
    assert ragged.columns[1].values[rows].tolist() == [3, 1, 2, 3]
    assert ragged.rows(np.array([], np.intp))[0].size == 0
