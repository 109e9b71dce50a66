"""Which zone is meant: given, in the environment, or the machine's."""

from __future__ import annotations

import pickle
import time
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest

from searchkit.errors import InvalidArgument
from searchkit.zones import VARIABLE, LocalZone, find_zone, parse_zone, zone_name


def offset(zone: tzinfo) -> timedelta | None:
    return datetime(2022, 1, 23, tzinfo=zone).utcoffset()


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("UTC", 0),
        ("utc", 0),
        ("Z", 0),
        ("+02:00", 2),
        ("-0530", -5.5),
        ("+00:00", 0),
        ("+23:59", 23 + 59 / 60),
        ("Europe/Berlin", 1),
        ("America/New_York", -5),
    ],
)
def test_names_and_offsets_are_zones(name: str, hours: float) -> None:
    assert offset(parse_zone(name)) == timedelta(hours=hours)


@pytest.mark.parametrize(
    "name",
    ["Europe/Berlim", "Europe", "+25:00", "+2", "+01:60", "02:00", "../../etc/passwd",
     "/etc/passwd", "\0", "x" * 5000, "é\ud800", " "],
)  # fmt: skip
def test_anything_else_is_refused_with_what_is_taken(name: str) -> None:
    with pytest.raises(InvalidArgument, match="is not a time zone: use a name"):
        parse_zone(name)


def test_a_zone_given_goes_before_the_environment_and_that_before_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(VARIABLE, "+03:00")
    given = timezone(timedelta(hours=-7))
    assert find_zone(given) is given
    assert offset(find_zone("+01:00")) == timedelta(hours=1)
    assert offset(find_zone()) == timedelta(hours=3)
    assert offset(find_zone("")) == timedelta(hours=3)
    monkeypatch.setenv(VARIABLE, "nowhere")
    with pytest.raises(InvalidArgument, match="nowhere"):
        find_zone()
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setattr("tzlocal.get_localzone", lambda: ZoneInfo("Asia/Tokyo"))
    assert offset(find_zone()) == timedelta(hours=9)


def test_a_zone_is_shown_by_its_name_or_offset() -> None:
    assert zone_name(ZoneInfo("Europe/Berlin")) == "Europe/Berlin"
    assert zone_name(parse_zone("+02:00")) == "UTC+02:00"
    assert zone_name(parse_zone("utc")) == "UTC"


@pytest.mark.parametrize("name", ["+02:00", "-05:30", "UTC", "Europe/Berlin"])
def test_a_zone_that_is_shown_can_be_given(name: str) -> None:
    zone = parse_zone(name)
    assert offset(parse_zone(zone_name(zone))) == offset(zone)


@pytest.fixture
def local(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], tzinfo]]:
    """The machine's zone as TZ says it."""

    def under(name: str) -> tzinfo:
        monkeypatch.setenv("TZ", name)
        monkeypatch.setattr("tzlocal.unix._cache_tz", None)
        time.tzset()
        return LocalZone()

    yield under
    monkeypatch.undo()
    time.tzset()


def test_a_local_zone_in_posixs_words_is_taken_as_everywhere_else(
    local: Callable[[str], tzinfo],
) -> None:
    posix, berlin = local("CET-1CEST,M3.5.0,M10.5.0/3"), ZoneInfo("Europe/Berlin")
    assert zone_name(posix) == "CET/CEST"
    for day in (datetime(2022, 3, 27), datetime(2022, 10, 30)):
        for minutes in range(0, 6 * 60, 30):
            for fold in (0, 1):
                moment = (day + timedelta(minutes=minutes)).replace(fold=fold)
                expected = moment.replace(tzinfo=berlin).utcoffset()
                assert moment.replace(tzinfo=posix).utcoffset() == expected
            instant = (day + timedelta(minutes=minutes)).replace(tzinfo=timezone.utc)
            there, other = instant.astimezone(posix), instant.astimezone(berlin)
            assert (there.replace(tzinfo=None), there.fold) == (
                other.replace(tzinfo=None),
                other.fold,
            )
    assert posix == LocalZone()
    assert pickle.loads(pickle.dumps(posix)) == posix
    for moment in (datetime.min, datetime.max):
        assert moment.replace(tzinfo=posix).utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize(
    ("name", "hours"),
    [("<+03>-3", 3), ("UTC0", 0), ("Foo/Bar", 0), (":", 0), ("../../etc/passwd", 0), ("/no", 0)],
)
def test_whatever_tz_says_there_is_a_local_zone(
    local: Callable[[str], tzinfo], name: str, hours: int
) -> None:
    zone = local(name)
    assert datetime(2022, 7, 1, tzinfo=zone).utcoffset() == timedelta(hours=hours)
    assert zone_name(zone)
    assert find_zone() == zone


def test_a_machine_without_a_zone_is_in_utc_without_a_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none() -> tzinfo:
        warnings.warn("Can not find any timezone configuration, defaulting to UTC.", stacklevel=2)
        return timezone.utc

    monkeypatch.setattr("tzlocal.get_localzone", none)
    assert offset(LocalZone()) == timedelta(0)
