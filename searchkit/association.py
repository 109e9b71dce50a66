"""NLTK's association measures: how surely do two things go together?"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType


def likelihood_ratio(both: int, one: int, other: int, all: int) -> float:
    """Dunning's log-likelihood ratio of two things, from in how many of all cases there are both,
    the one, and the other (Dunning, "Accurate Methods for the Statistics of Surprise and
    Coincidence", 1993). 0 where they have nothing to do with each other."""
    ratio: float = _measures().BigramAssocMeasures.likelihood_ratio(both, (one, other), all)
    return ratio


@cache
def _measures() -> ModuleType:
    """The module of NLTK's that has them, by itself: all of NLTK takes a third of a second to
    import, and three seconds where SciPy is installed."""
    package = find_spec("nltk")
    folders = package.submodule_search_locations if package is not None else None
    path = Path(next(iter(folders or ("",))), "metrics", "association.py")
    found = spec_from_file_location("_searchkit_nltk_association", path)
    if found is None or found.loader is None or not path.exists():
        raise ImportError("NLTK has no association measures where they were: install nltk again")
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module
