"""Stored values as JSON, with tags for what JSON has no words for. Nothing is executed to read it.

A tag is an object whose only key is "": its value is a list of the tag's name and what follows.

    ["b", base64]  ["d", "2020-01-31"]  ["dt", isoformat, fold]  ["t", isoformat, fold]
    ["td", days, seconds, microseconds]  ["dec", text]  ["c", real, imaginary]  ["uuid", hex]
    ["tup", items]  ["set", items]  ["fset", items]  ["map", [[key, value], …]]

A subclass (a string of an HTML parser, a named tuple) is stored as what it is a subclass of, and a
time in a zone with its offset, not with the zone's rules.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID


def encode(value: Any) -> Any:
    """What `json.dumps` takes, for a value; TypeError when it could not be read back."""
    if value is None or isinstance(value, bool | int | float | str):
        return _plain(value)
    if isinstance(value, list):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        if all(isinstance(key, str) and key for key in value):
            return {_plain(key): encode(item) for key, item in value.items()}
        return _tagged("map", [[encode(key), encode(item)] for key, item in value.items()])
    for kind, name, pack in _PACKERS:
        if isinstance(value, kind):
            return _tagged(name, *pack(value))
    raise TypeError(
        f"a value of {type(value).__module__}.{type(value).__qualname__} cannot be stored: this "
        "codec stores numbers, strings, bytes, dates, times, and lists, tuples, sets and "
        "dictionaries of them; convert it first"
    )


def dumps(encoded: Any) -> bytes:
    """The JSON of an encoded value, or of a dictionary of such by field name."""
    # Escaped, so that lone surrogates survive.
    return json.dumps(encoded, separators=(",", ":")).encode("ascii")


def loads(data: bytes) -> Any:
    """The value of which this is the JSON."""
    return _DECODER.decode(data.decode("ascii"))


def _plain(value: Any) -> Any:
    """Without what a subclass adds: enumerations, for one, would be written by name."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return int.__int__(value)
    return value


def _tagged(name: str, *parts: Any) -> dict[str, Any]:
    return {"": [name, *parts]}


def _untagged(fields: dict[str, Any]) -> Any:
    tag = fields.get("")
    if tag is None:
        return fields
    name, *parts = tag
    return _UNPACKERS[name](*parts)


def _items(values: Any) -> list[Any]:
    return [[encode(value) for value in values]]


# A datetime is a date as well: the narrower kinds come first.
_PACKERS: tuple[tuple[type, str, Callable[[Any], list[Any]]], ...] = (
    (bytes, "b", lambda value: [base64.b64encode(value).decode("ascii")]),
    (datetime, "dt", lambda value: [value.isoformat(), value.fold]),
    (date, "d", lambda value: [value.isoformat()]),
    (time, "t", lambda value: [value.isoformat(), value.fold]),
    (timedelta, "td", lambda value: [value.days, value.seconds, value.microseconds]),
    (Decimal, "dec", lambda value: [str(value)]),
    (complex, "c", lambda value: [value.real, value.imag]),
    (UUID, "uuid", lambda value: [value.hex]),
    (tuple, "tup", _items),
    (set, "set", _items),
    (frozenset, "fset", _items),
)

_UNPACKERS: dict[str, Callable[..., Any]] = {
    "b": base64.b64decode,
    "dt": lambda text, fold: datetime.fromisoformat(text).replace(fold=fold),
    "d": date.fromisoformat,
    "t": lambda text, fold: time.fromisoformat(text).replace(fold=fold),
    "td": timedelta,
    "dec": Decimal,
    "c": complex,
    "uuid": UUID,
    "tup": tuple,
    "set": set,
    "fset": frozenset,
    "map": dict,
}

_DECODER = json.JSONDecoder(object_hook=_untagged)
