"""Which zone is meant: given, in the environment, or the machine's."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest

from searchkit.errors import InvalidArgument
from searchkit.zones import VARIABLE, find_zone, parse_zone, zone_name


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
