"""`--wait [SECONDS]`: what to do while another process writes to the archive."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import click

_NAME = "--wait"

wait_option = click.option(
    _NAME,
    is_flag=False,
    flag_value=str(math.inf),
    default=0.0,
    type=click.FloatRange(min=0),
    metavar="[SECONDS]",
    help="Wait while another process is writing, for so long at the most.",
)


def with_seconds(args: list[str]) -> Iterator[str]:
    """The arguments, where a `--wait` that no number follows does not take the next one instead."""
    for arg, following in pairwise([*args, ""]):
        yield f"{_NAME}={math.inf}" if arg == _NAME and not _is_number(following) else arg


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
