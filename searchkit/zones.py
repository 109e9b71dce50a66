"""Which time zone are days in? A name, an offset, or the machine's own."""

from __future__ import annotations

import os
import re
import time
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any

from searchkit.errors import InvalidArgument
from searchkit.forking import cached_property
from searchkit.lazy_regex import lazy_pattern

VARIABLE = "SEARCHKIT_TZ"
_OFFSET = lazy_pattern(r"(?:UTC)?([+-])(\d{2}):?([0-5]\d)", re.ASCII | re.IGNORECASE)


def find_zone(zone: str | tzinfo | None = None) -> tzinfo:
    """The zone given, else the one in SEARCHKIT_TZ, else the local one.

    A name is of the IANA database (`Europe/Berlin`), `UTC`, or an offset (`+02:00`, `UTC+02:00`).
    Raises InvalidArgument for anything else.
    """
    if isinstance(zone, tzinfo):
        return zone
    name = zone or os.environ.get(VARIABLE)
    return parse_zone(name) if name else LocalZone()


def parse_zone(name: str) -> tzinfo:
    """The zone of a name or an offset; InvalidArgument when there is none."""
    if name.upper() in ("UTC", "Z"):
        return timezone.utc
    if match := _OFFSET.fullmatch(name):
        minutes = int(match[2]) * 60 + int(match[3])
        if minutes < 24 * 60:
            return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes))
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise InvalidArgument(
            f"{name!r} is not a time zone: use a name such as Europe/Berlin or UTC, "
            "or an offset such as +02:00"
        ) from None


def zone_name(zone: tzinfo) -> str:
    """How the zone is shown: its name, or its offset."""
    return str(zone)


class LocalZone(tzinfo):
    """The machine's zone, found out when it is needed: that takes longer than most searches."""

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        return self._zone.utcoffset(moment)

    def dst(self, moment: datetime | None) -> timedelta | None:
        return self._zone.dst(moment)

    def tzname(self, moment: datetime | None) -> str | None:
        return self._zone.tzname(moment)

    def fromutc(self, moment: datetime) -> datetime:
        return self._zone.fromutc(moment.replace(tzinfo=self._zone)).replace(tzinfo=self)

    def __str__(self) -> str:
        return str(self._zone)

    def __repr__(self) -> str:
        return repr(self._zone)

    def __eq__(self, other: object) -> bool:
        return self._zone == (other._zone if isinstance(other, LocalZone) else other)

    def __hash__(self) -> int:
        return hash(self._zone)

    def __reduce__(self) -> Any:
        return LocalZone, ()

    @cached_property
    def _zone(self) -> tzinfo:
        import warnings

        from tzlocal import get_localzone

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that nothing says which zone: UTC then
                return get_localzone()
        except (KeyError, ValueError, OSError):
            return _SYSTEM_ZONE


def _system_offset(naive: datetime) -> timedelta:
    # Through the instant: in the hour that is left out in spring, `astimezone` has given the offset
    # after it, or that before it, as Python's versions go.
    return timedelta(seconds=naive.replace(tzinfo=timezone.utc).timestamp() - naive.timestamp())


class _SystemZone(tzinfo):
    """What the C library takes for the local zone. It knows no name, but also reads the rules that
    POSIX allows TZ to hold (`CET-1CEST,M3.5.0,M10.5.0/3`); what it does not understand is UTC."""

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        if moment is None:
            return None
        naive = moment.replace(tzinfo=None, microsecond=0)
        try:
            return _system_offset(naive)
        except (OverflowError, ValueError, OSError):  # years 1 and 9999
            return _system_offset(naive.replace(year=2000))

    def dst(self, moment: datetime | None) -> timedelta | None:
        return None

    def tzname(self, moment: datetime | None) -> str | None:
        return None

    def fromutc(self, moment: datetime) -> datetime:
        there = moment.replace(tzinfo=timezone.utc).astimezone()
        first = there.replace(tzinfo=self)
        return first if first.utcoffset() == there.utcoffset() else first.replace(fold=1)

    def __str__(self) -> str:
        return "/".join(dict.fromkeys(filter(None, time.tzname))) or "UTC"


_SYSTEM_ZONE = _SystemZone()
