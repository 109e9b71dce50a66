"""What a pickle holds, without unpickling it: nothing is imported, called or made but plain values.

Text, numbers, lists, tuples, sets and dicts are what they are. An object, of whatever class, is the
dict of its attributes: what would have been called to make it is not even looked up.
"""

from __future__ import annotations

import pickletools
from collections.abc import Callable, Iterable
from typing import Any

MOST_OPCODES = 1 << 20
"""A longer pickle is refused: each opcode may take 200 bytes of memory."""

_CONSTANTS: dict[str, Any] = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
_VALUES = frozenset(
    ("BINUNICODE", "SHORT_BINUNICODE", "BININT", "BININT1", "BININT2", "LONG1", "BINFLOAT")
)
_EMPTY: dict[str, Callable[[], Any]] = {
    "EMPTY_DICT": dict, "EMPTY_LIST": list, "EMPTY_SET": set, "EMPTY_TUPLE": tuple
}  # fmt: skip
_TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}


def read_plain(data: bytes) -> Any:
    """The value of the pickle that `data` begins with; ValueError where it is not a plain one."""
    machine = _Machine()
    try:
        for number, (opcode, argument, _) in enumerate(pickletools.genops(data)):
            if number == MOST_OPCODES:
                raise ValueError(f"it has more than {MOST_OPCODES:,} opcodes")
            if opcode.name == "STOP":
                return machine.stack.pop()
            machine.step(opcode.name, argument)
    except (IndexError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"its opcodes do not fit each other ({error})") from None
    raise ValueError("it does not end")


class _Machine:
    """The stack of a pickle's opcodes, and what they have put aside to use again."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self._below: list[list[Any]] = []
        self._memo: dict[int, Any] = {}

    def step(self, name: str, argument: Any) -> None:
        push = self.stack.append
        if name in _VALUES:
            push(argument)
        elif name in _CONSTANTS:
            push(_CONSTANTS[name])
        elif name in _EMPTY:
            push(_EMPTY[name]())
        elif name == "MEMOIZE":
            self._memo[len(self._memo)] = self.stack[-1]
        elif name in ("BINPUT", "LONG_BINPUT"):
            self._memo[argument] = self.stack[-1]
        elif name in ("BINGET", "LONG_BINGET"):
            push(self._memo[argument])
        elif name == "MARK":
            self._below.append(self.stack)
            self.stack = []
        elif name == "GLOBAL":
            push(None)  # A class or function, which nobody is going to need.
        elif name == "STACK_GLOBAL":
            self._pop(2)
            push(None)
        elif name in ("NEWOBJ", "REDUCE"):
            self._pop(2)
            push({})
        elif name not in ("PROTO", "FRAME"):
            self._gather(name)

    def _gather(self, name: str) -> None:
        """What makes one value of several, or adds them to one."""
        if name in _TUPLES:
            self.stack.append(tuple(self._pop(_TUPLES[name])))
        elif name == "TUPLE":
            self.stack.append(tuple(self._marked()))
        elif name in ("APPEND", "APPENDS"):
            items = self._pop(1) if name == "APPEND" else self._marked()
            self.stack[-1].extend(items)
        elif name in ("SETITEM", "SETITEMS"):
            items = self._pop(2) if name == "SETITEM" else self._marked()
            _put(self.stack[-1], items[::2], items[1::2])
        elif name == "ADDITEMS":
            numbers = self._marked()
            if any(type(number) is not int for number in numbers):
                raise ValueError("a set holds something else than numbers")
            self.stack[-1].update(numbers)
        elif name == "BUILD":
            (state,) = self._pop(1)
            _put(self.stack[-1], state, state.values())
        else:
            raise ValueError(f"it has an opcode that plain values do not need ({name})")

    def _pop(self, count: int) -> list[Any]:
        if len(self.stack) < count:
            raise IndexError("too few values")
        items = self.stack[-count:]
        del self.stack[-count:]
        return items

    def _marked(self) -> list[Any]:
        items, self.stack = self.stack, self._below.pop()
        return items


def _put(target: Any, keys: Iterable[Any], values: Iterable[Any]) -> None:
    """Set items of a dict. Keys are text: hashing others may take for ever."""
    if not isinstance(target, dict):
        raise TypeError("items are set of something else than a dict")
    for key, value in zip(keys, values, strict=True):
        if not isinstance(key, str):
            raise TypeError("a key is no text")
        target[key] = value
