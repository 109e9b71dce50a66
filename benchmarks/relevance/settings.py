"""Would another setting rank better? Chosen on all collections but one, and told by that one.

Settings are the constants of searchkit's modules; one default must serve collections that nobody
has judged yet, so what counts is how a setting does where it was not chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module

import numpy as np

Setting = Mapping[str, float]
"""Constant ("module.NAME" within searchkit) to its value; those that are not named stay."""

NEVER = 1 << 20
DEFAULT = "as it is"
SETTINGS: Mapping[str, Setting] = {
    DEFAULT: {},
    "words of grammar weigh as others": {"emphasis.LEAST_WORDS": NEVER},
    "passages read as queries": {"prose.LEAST_WORDS": NEVER},
    "no closeness": {"search.closeness.WEIGHT": 0.0},
    "closeness 0.2": {"search.closeness.WEIGHT": 0.2},
    "closeness 0.3": {"search.closeness.WEIGHT": 0.3},
    "closeness 0.5": {"search.closeness.WEIGHT": 0.5},
    "k1 0.9, b 0.4": {"search.scoring.K1": 0.9, "search.scoring.B": 0.4},
    "k1 1.2, b 0.5": {"search.scoring.B": 0.5},
    "k1 1.5, b 0.6": {"search.scoring.K1": 1.5, "search.scoring.B": 0.6},
    "k1 2.0, b 0.75": {"search.scoring.K1": 2.0},
}


@contextmanager
def applied(setting: Setting) -> Iterator[None]:
    """While it lasts, searchkit's constants have these values: open archives anew for it."""
    places = [(name.rpartition("."), value) for name, value in setting.items()]
    kept = []
    try:
        for (module, _, constant), value in places:
            found = import_module(f"searchkit.{module}")
            kept.append((found, constant, getattr(found, constant)))
            setattr(found, constant, value)
        yield
    finally:
        for found, constant, before in kept:
            setattr(found, constant, before)


def chosen_without(figures: Mapping[str, Mapping[str, float]], left_out: str) -> str:
    """The setting that is best on the mean of the other collections.

    `figures` are by setting, then by collection.
    """

    def mean_of_others(setting: str) -> float:
        return float(np.mean([one for name, one in figures[setting].items() if name != left_out]))

    return max(figures, key=mean_of_others)
