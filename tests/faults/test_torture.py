"""The table that scripts/torture prints: whatever it tries, it also tries without a protection."""

from __future__ import annotations

from functools import partial

import torture
from torture import Row


def tried(row: Row) -> object:
    """The function behind a row, whatever it is given."""
    action = row.action
    while isinstance(action, partial):
        action = action.args[1] if action.func is torture._lacking else action.func
    return action


def test_whatever_is_tried_is_tried_without_a_protection_too() -> None:
    rows = [*torture.compared(), *torture.alone(12_000)]
    assert {tried(row) for row in rows if row.must_fail} == {tried(row) for row in rows}
    assert sum(row.must_fail for row in rows) > 30


def test_names_of_rows_are_their_own() -> None:
    names = [
        row.label for row in (*torture.compared(), *torture.alone(12_000)) if not row.must_fail
    ]
    assert len(names) == len(set(names))
