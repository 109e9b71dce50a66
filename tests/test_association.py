"""NLTK's likelihood ratio, without the rest of NLTK."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest

from searchkit import association
from searchkit.association import likelihood_ratio


def dunning(both: int, one: int, other: int, all: int) -> float:
    observed = both, one - both, other - both, all - one - other + both
    margins = (one, other), (one, all - other), (all - one, other), (all - one, all - other)
    return 2 * sum(
        o * math.log(o * all / (a * b)) for o, (a, b) in zip(observed, margins, strict=True) if o
    )


@pytest.mark.parametrize("counts", [(30, 33, 120, 72_623), (5, 20, 50, 100), (1, 2, 3, 1000)])
def test_it_is_dunnings(counts: tuple[int, int, int, int]) -> None:
    assert likelihood_ratio(*counts) == pytest.approx(dunning(*counts), rel=1e-6)


def test_what_has_nothing_to_do_with_each_other_has_a_ratio_of_0() -> None:
    assert likelihood_ratio(5, 50, 10, 100) == pytest.approx(0, abs=1e-6)


def test_the_rest_of_nltk_is_not_imported() -> None:
    code = (
        "import sys; from searchkit.association import likelihood_ratio; "
        "likelihood_ratio(1, 2, 3, 10); assert not {'nltk', 'searchkit.archive'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_another_nltk_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    association._measures.cache_clear()
    monkeypatch.setattr(association, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match="install nltk again"):
        likelihood_ratio(1, 2, 3, 10)
