"""The engines that must pass the suite, and archives of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from searchkit.engines.base import Engine
from searchkit.engines.local.engine import LocalEngine

Factory = Callable[[Path], Engine]
ENGINES: dict[str, Factory] = {"local": lambda folder: LocalEngine(folder / "index", create=True)}


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """An engine over nothing yet."""
    return ENGINES[request.param](tmp_path)


@pytest.fixture(params=sorted(ENGINES))
def two_engines(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Engine, Engine]:
    """Two engines of one kind over different places."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    return ENGINES[request.param](first), ENGINES[request.param](second)
