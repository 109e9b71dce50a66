"""From an article to those related to it: copies, the same story elsewhere, the background."""

from __future__ import annotations

import time
from dataclasses import replace

from searchkit.deadline import within
from searchkit.engines.base import Reader, Request
from searchkit.errors import ArticleNotFound
from searchkit.query.nodes import Everything
from searchkit.searching import Question, bounded, check, filed
from searchkit.similar import Similar

_REMEDY = "ask for fewer articles (--limit N, limit=)"


def similar(reader: Reader, id: str, question: Question) -> Similar:
    """Ask a reader for what is related to an article, of what the question's filters let pass.

    All of it may take the question's `timeout`. Raises ArticleNotFound, and what
    `searching.answer` does for a limit or a date.
    """
    started = time.perf_counter()
    check(question)
    with within(question.timeout, None, _REMEDY):
        found = _similar(reader, id, question)
    if found is None:
        raise ArticleNotFound(f"no article has the id {id}: `searchkit search` shows ids")
    return replace(found, took_ms=(time.perf_counter() - started) * 1000)


def _similar(reader: Reader, id: str, question: Question) -> Similar | None:
    request = Request(
        tiers=(filed(reader, bounded(Everything(), question), question),),
        zone=question.zone,
        limit=question.limit,
        undated=question.undated,
        timeout=question.timeout,
    )
    return reader.similar(id, request)
