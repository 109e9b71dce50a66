"""Values behave as frozen dataclasses with slots do."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from searchkit.values import Value, as_dict, field, names_of


class Place(Value):
    """A place."""

    row: int
    column: int = 1
    text: str = ""


class Nothing(Value):
    """Has no fields."""


class Report(Value, kw_only=True):
    """Has a default that is made anew."""

    name: str
    counts: dict[str, int] = field(default_factory=dict)


class Checked(Value):
    """Refuses what is negative."""

    size: int

    def __post_init__(self) -> None:
        if self.size < 0:
            raise ValueError("negative")


@dataclasses.dataclass(frozen=True)
class Twin:
    row: int
    column: int = 1
    text: str = ""


def test_fields_are_given_by_position_by_name_or_by_default():
    assert Place(3, text="x") == Place(3, 1, "x") == Place(text="x", column=1, row=3)
    assert Report(name="a").counts == {}
    assert Report(name="a").counts is not Report(name="a").counts


@pytest.mark.parametrize(
    ("positional", "named"),
    [((), {}), ((1, 2, "x", 4), {}), ((1,), {"row": 2}), ((1,), {"size": 2})],
)
def test_what_does_not_fit_the_fields_is_refused(positional, named):
    for kind in Place, Twin:
        with pytest.raises(TypeError):
            kind(*positional, **named)


def test_fields_that_want_a_name_take_no_position():
    with pytest.raises(TypeError):
        Report("a")


def test_values_of_one_class_are_equal_when_their_fields_are():
    assert Place(1) != Place(2)
    assert Place(1) != Twin(1)
    assert hash(Place(1, 1)) == hash(Place(1)) == hash(Twin(1))
    assert len({Nothing(), Nothing(), Place(1), Place(1)}) == 2


def test_a_value_shows_its_fields():
    assert repr(Place(1, text="a'b")) == repr(Twin(1, text="a'b")).replace("Twin", "Place")
    assert repr(Nothing()) == "Nothing()"


def test_a_value_cannot_be_changed_and_holds_nothing_else():
    place = Place(1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        place.row = 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        del place.row
    with pytest.raises(AttributeError):
        place.__dict__  # noqa: B018
    assert place.row == 1


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))]
)
@pytest.mark.parametrize("value", [Place(1, 2, "x"), Nothing(), Report(name="a", counts={"b": 1})])
def test_a_copied_or_pickled_value_is_equal(value, again):
    assert again(value) == value


def test_checks_run_whenever_one_is_made():
    assert Checked(1).size == 1
    with pytest.raises(ValueError, match="negative"):
        Checked(-1)
    with pytest.raises(ValueError, match="negative"):
        dataclasses.replace(Checked(1), size=-1)


def test_the_dataclasses_module_takes_values_for_its_own():
    place, report = Place(1, 2), Report(name="a", counts={"b": 1})
    assert dataclasses.replace(place, text="x") == Place(1, 2, "x")
    assert dataclasses.replace(report, name="c") == Report(name="c", counts={"b": 1})
    assert dataclasses.asdict(report) == as_dict(report) == {"name": "a", "counts": {"b": 1}}
    assert tuple(item.name for item in dataclasses.fields(Place)) == names_of(Place)
    assert dataclasses.is_dataclass(Nothing)
    assert dataclasses.fields(Nothing()) == ()


def test_values_can_be_taken_apart():
    match Place(1, 2):
        case Place(row, column):
            assert (row, column) == (1, 2)
