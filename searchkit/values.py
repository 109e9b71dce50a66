"""Frozen values with slots: dataclasses in all but what it costs to define them.

For each dataclass the standard library writes source text and compiles it, which takes half a
millisecond: fifty of them more than a whole search from cold. Classes derived from `Value` share
their methods instead. `dataclasses.replace`, `fields` and `asdict` take them as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, TypeVar

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: Any) -> Callable[[Any], Any]:
        return lambda made: made


_T = TypeVar("_T")


def names_of(kind: type[Value]) -> tuple[str, ...]:
    """The names of a class's fields, in order."""
    return kind._names


def as_dict(value: Value) -> dict[str, Any]:
    """The fields of a value by name, as they are."""
    return {name: getattr(value, name) for name in value._names}


class _Factory:
    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make


def field(*, default_factory: Callable[[], _T]) -> _T:
    """A field whose default is made anew for each value, such as a dict."""
    return _Factory(default_factory)  # type: ignore[return-value]


class _Fields:
    """`__dataclass_fields__`: what `dataclasses` asks for, made when it does."""

    def __get__(self, value: Any, owner: type[Value]) -> dict[str, Any]:
        from dataclasses import MISSING, make_dataclass
        from dataclasses import field as dataclass_field

        fields = []
        for name in owner._names:
            default = owner._defaults.get(name, MISSING)
            of_field = {"default": default}
            if isinstance(default, _Factory):
                of_field = {"default_factory": default.make}
            fields.append((name, Any, dataclass_field(**of_field)))
        made: Any = make_dataclass(owner.__name__, fields, kw_only=not owner._positional)
        kept: dict[str, Any] = made.__dataclass_fields__
        type.__setattr__(owner, "__dataclass_fields__", kept)  # next time, at once
        return kept


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class _Definition(type):
    """Makes slots of a class's annotations, and keeps their defaults apart."""

    def __new__(
        cls, name: str, bases: tuple[type, ...], body: dict[str, Any], *, kw_only: bool = False
    ) -> Any:
        if "__slots__" in body:
            return super().__new__(cls, name, bases, body)
        names = tuple(body.get("__annotations__", ()))
        defaults = {field: body.pop(field) for field in names if field in body}
        body.update(__slots__=names, __match_args__=() if kw_only else names)
        made: Any = super().__new__(cls, name, bases, body)
        made._names, made._defaults, made._positional = names, defaults, len(made.__match_args__)
        made._all_positional = -1 if kw_only else len(names)
        made._has_checks = "__post_init__" in body
        made._has_factories = any(isinstance(value, _Factory) for value in defaults.values())
        made._assign = tuple(vars(made)[field].__set__ for field in names)
        made._pick = itemgetter(*(names or ("",)))
        made._key = attrgetter(*(names or ("__class__",)))
        return made


class Value(metaclass=_Definition):
    """Derived classes are values of their annotated fields: equal when all of these are.

    A subclass of such a class states its own `__slots__` and adds no fields. `kw_only=True`, beside
    the base, lets fields be given by name alone. `__post_init__` runs once all fields are set.
    """

    __slots__ = ()
    _names: ClassVar[tuple[str, ...]]
    _defaults: ClassVar[dict[str, Any]]
    _positional: ClassVar[int]
    _all_positional: ClassVar[int]
    _has_checks: ClassVar[bool]
    _has_factories: ClassVar[bool]
    _assign: ClassVar[tuple[Callable[[Any, Any], None], ...]]
    _pick: ClassVar[itemgetter[Any]]
    _key: ClassVar[attrgetter[Any]]
    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, Any]]
    else:
        __dataclass_fields__ = _Fields()

        def __init__(self, *values: Any, **named: Any) -> None:
            if named or len(values) != self._all_positional:
                values = self._complete(values, named)
            for assign, value in zip(self._assign, values):  # noqa: B905 - as many, and quicker
                assign(self, value)
            if self._has_checks:
                self.__post_init__()

    def __post_init__(self) -> None:
        """For checks, and fields that hang on others."""

    def _complete(self, values: tuple[Any, ...], named: dict[str, Any]) -> Sequence[Any]:
        """The values of all fields, those that are not given by their defaults."""
        if not values and len(named) == len(self._names) > 1:
            try:
                given_all: tuple[Any, ...] = self._pick(named)
                return given_all
            except KeyError:
                pass  # said below
        if len(values) > self._positional:
            raise TypeError(f"{type(self).__name__} takes {self._positional} values by position")
        names, given = self._names, self._names[: len(values)]
        known = {**self._defaults, **dict(zip(given, values, strict=True)), **named}
        try:
            complete = self._pick(known) if len(names) > 1 else [known[name] for name in names]
        except KeyError as error:
            raise TypeError(f"{type(self).__name__} needs a value for {error}") from None
        if len(known) > len(names) or not named.keys().isdisjoint(given):
            odd = ", ".join(name for name in named if name in given or name not in names)
            raise TypeError(f"{type(self).__name__} has no such fields, or has them twice: {odd}")
        if self._has_factories:
            return [value.make() if isinstance(value, _Factory) else value for value in complete]
        return complete

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return bool(self._key(self) == self._key(other))

    def __hash__(self) -> int:
        return hash(self._key(self))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in as_dict(self).items())
        return f"{type(self).__qualname__}({shown})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __getstate__(self) -> list[Any]:
        return list(as_dict(self).values())

    def __setstate__(self, state: list[Any]) -> None:
        for assign, value in zip(self._assign, state, strict=True):
            assign(self, value)
