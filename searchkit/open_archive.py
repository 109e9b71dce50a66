"""What can be asked of an archive that is open: searches, articles, what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from searchkit.damage import CheckReport
from searchkit.engines.base import Favoured, Reader, Sort
from searchkit.errors import ArchiveClosed, ArticleNotFound
from searchkit.model import Article, Completion, Copy, Hit, Results
from searchkit.query.limits import TIMEOUT_SECONDS
from searchkit.query.tiers import Match

if TYPE_CHECKING:
    from searchkit.explanation import Explanation
    from searchkit.key_phrases import KeyPhrases
    from searchkit.reports import SourceSummary, Status
    from searchkit.saved_searches import Alert, SavedSearch
    from searchkit.searching import Question
    from searchkit.similar import Similar
    from searchkit.sync.versions import Version
    from searchkit.timeline import By, Timeline

Bound = date | datetime | str
_T = TypeVar("_T")


class OpenArchive:
    """The reading half of `Archive`: one generation, which any number of threads may ask."""

    def __init__(self, path: Path, zone: tzinfo) -> None:
        self.path = path
        self.zone = zone
        self._config: str | PathLike[str] | None = None
        self._reader: Reader | None = None

    def search(
        self,
        query: str = "",
        *,
        after: Bound | None = None,
        before: Bound | None = None,
        source: str | Sequence[str] | None = None,
        limit: int = 10,
        offset: int = 0,
        sort: Sort = "relevance",
        boost: Favoured | None = None,
        match: Match = "auto",
        snippets: bool = True,
        undated: bool = False,
        strict: bool = False,
        explain: bool = False,
        all_copies: bool = False,
        timeout: float | None = TIMEOUT_SECONDS,
    ) -> Results:
        """Articles that the query finds, best first.

        `after` (inclusive) and `before` (exclusive) take a date, a datetime, or what the query
        language takes there; they leave undated articles out unless `undated`. `source` names one
        or several sources. `match` says whether all words must be there: `all`, `any`, or `auto`
        (any, after all, when fewer than ten have all). `explain` fills each hit's `explanation`.
        With `boost="recent"`, newer articles come before others that answer nearly as well.
        Of copies of one story the earliest that is found is a hit, unless `all_copies`. Finding
        them may take `timeout` seconds, and each thing that is worked out when it is first read (a
        total, facets, a hit's passages) as many again; None is no limit.

        Raises QueryError for a bound that is no date, for a page beyond the 10,000th result, and
        under `strict` for whatever would otherwise be a warning; SearchTimeout, a QueryError, when
        the time is over; InvalidArgument for an unknown `sort`, `match` or `boost`, and for a
        `boost` beside a `sort` by date.
        """
        from searchkit.searching import Question, answer

        question = Question(
            text=query,
            zone=self.zone,
            after=after,
            before=before,
            sources=_sources(source),
            limit=limit,
            offset=offset,
            sort=sort,
            boost=boost,
            match=match,
            snippets=snippets,
            undated=undated,
            strict=strict,
            explain=explain,
            all_copies=all_copies,
            timeout=timeout,
            publishers=self._publishers,
        )
        return self._read(lambda reader: answer(reader, question))

    def select(
        self,
        query: str = "",
        *,
        after: Bound | None = None,
        before: Bound | None = None,
        source: str | Sequence[str] | None = None,
        match: Match = "auto",
        undated: bool = False,
        strict: bool = False,
        timeout: float | None = TIMEOUT_SECONDS,
    ) -> Iterator[Article]:
        """Every article that the query finds, whole and one at a time: oldest first, then by id.

        Undated ones are last. Takes and raises what `search` does.
        """
        from searchkit.searching import ask

        question = self._question(
            query,
            after,
            before,
            source,
            limit=0,
            match=match,
            snippets=False,
            undated=undated,
            strict=strict,
            timeout=timeout,
        )
        return self._read(lambda reader: ask(reader, question)).answer.articles()

    def timeline(
        self,
        query: str = "",
        *,
        by: By | None = None,
        share: bool = False,
        peaks: bool = True,
        after: Bound | None = None,
        before: Bound | None = None,
        source: str | Sequence[str] | None = None,
        match: Match = "auto",
        undated: bool = False,
        strict: bool = False,
        timeout: float | None = TIMEOUT_SECONDS,
    ) -> Timeline:
        """How many articles a query finds in each `day`, `week`, `month` or `year`, gaps as zeros.

        Without `by`, in the finest of these that can be read at a glance. `share` adds their part
        of what the archive holds of each period. The highest ones name their best article, unless
        `peaks` is False. Takes and raises what `search` does, and InvalidArgument where there would
        be more than 20,000 periods.
        """
        from searchkit.chronicle import timeline

        question = self._question(
            query,
            after,
            before,
            source,
            match=match,
            undated=undated,
            strict=strict,
            timeout=timeout,
        )
        return self._read(lambda reader: timeline(reader, question, by, share=share, named=peaks))

    def phrases(
        self,
        query: str = "",
        *,
        limit: int = 20,
        after: Bound | None = None,
        before: Bound | None = None,
        source: str | Sequence[str] | None = None,
        match: Match = "auto",
        undated: bool = False,
        strict: bool = False,
        timeout: float | None = TIMEOUT_SECONDS,
    ) -> KeyPhrases:
        """Phrases of two and three words that set what a query finds apart from all the rest.

        They are looked for in 300 of the articles found and 300 of the others, evenly spread, and
        counted in all. Takes and raises what `search` does.
        """
        from searchkit.key_phrases import key_phrases

        question = self._question(
            query,
            after,
            before,
            source,
            limit=limit,
            match=match,
            undated=undated,
            strict=strict,
            timeout=timeout,
        )
        return self._read(lambda reader: key_phrases(reader, question))

    def similar(
        self,
        id: str,
        *,
        limit: int = 10,
        after: Bound | None = None,
        before: Bound | None = None,
        source: str | Sequence[str] | None = None,
        undated: bool = False,
        timeout: float | None = TIMEOUT_SECONDS,
    ) -> Similar:
        """What else tells the story of an article: copies, the same story, then the background.

        Copies and the same story come in the order in which they were first seen, the background by
        likeness; `Similar` says what is what, and who had it first. The other arguments are those
        of `search`. Raises ArticleNotFound for an unknown id, and what `search` does.
        """
        from searchkit.relating import similar

        question = self._question(
            "", after, before, source, limit=limit, undated=undated, timeout=timeout
        )
        return self._read(lambda reader: similar(reader, id, question))

    def saved_searches(self) -> list[SavedSearch]:
        """The questions that are kept (`save_search`), by name."""
        from searchkit.saved_searches import searches

        return self._read(searches)

    def alerts(self, *names: str, timeout: float | None = TIMEOUT_SECONDS) -> list[Alert]:
        """What is new in these saved searches, or all, since it was last acknowledged.

        An alert for each, also where there is no news. Each search may take `timeout` seconds.
        Raises InvalidArgument for a name that no saved search has, and what `search` raises.
        """
        from searchkit.saved_searches import alert, chosen

        asked = self._question("", None, None, None, timeout=timeout)
        return self._read(
            lambda reader: [alert(reader, search, asked) for search in chosen(reader, names)]
        )

    def explain(
        self,
        id: str,
        query: str,
        *,
        after: Bound | None = None,
        before: Bound | None = None,
        source: str | Sequence[str] | None = None,
        match: Match = "auto",
        undated: bool = False,
        strict: bool = False,
        timeout: float | None = TIMEOUT_SECONDS,
    ) -> Explanation:
        """Why a query finds the article of this id, or not: which part of it does not match.

        Its score is what `search` gives it, the sum of `words`. Raises ArticleNotFound, and what
        `search` raises.
        """
        from searchkit.explaining import explain

        question = self._question(
            query,
            after,
            before,
            source,
            match=match,
            undated=undated,
            strict=strict,
            timeout=timeout,
        )
        return self._read(lambda reader: explain(reader, id, question))

    def suggest(
        self, prefix: str, limit: int = 10, *, timeout: float | None = TIMEOUT_SECONDS
    ) -> list[Completion]:
        """How what was typed may go on: the archive's words, most frequent first, and sources.

        Behind other words: what follows them, then what stands with them. Without case or accents,
        for each keystroke; words of grammar are left out. Raises InvalidArgument for a limit below
        one, and SearchTimeout.
        """
        from searchkit.completing import completions

        return self._read(lambda reader: completions(reader, prefix, limit, timeout))

    def get(self, id: str) -> Article | None:
        """The article of this id, or None."""
        return self._read(lambda reader: reader.get(id))

    def versions(self, id: str) -> tuple[Version, ...]:
        """What the article of this id said before it was replaced, the oldest first."""
        from searchkit.sync.versions import versions_of

        return self._read(lambda reader: versions_of(reader, id))

    def address_of(self, article: Article | Hit) -> str | None:
        """Where an article can be read: its http(s) address, else its file's; None where neither.

        Safe to hand to a browser: visible ASCII, and a file only if the archive was made of it.
        """
        from searchkit.whereabouts import address_of

        return self._read(lambda reader: address_of(reader, self.path, article))

    def copies(self, id: str) -> tuple[Copy, ...]:
        """The other articles that tell the same story in the same words, the earliest first."""
        return self._read(lambda reader: reader.copies(id))

    def ids(self, prefix: str = "") -> Iterator[str]:
        """Ids that begin with `prefix`, sorted."""
        return self._read(lambda reader: reader.ids(prefix))

    def resolve(self, prefix: str) -> str:
        """The id that is, or alone begins with, `prefix`; ArticleNotFound otherwise."""
        if self.get(prefix) is not None:
            return prefix
        found = list(islice(self.ids(prefix), 4)) if prefix else []
        if len(found) == 1:
            return found[0]
        if not found:
            raise ArticleNotFound(
                f"no article has an id that begins with {prefix!r}: `searchkit search` shows ids"
            )
        shown = ", ".join(found[:3]) + (", …" if len(found) > 3 else "")
        raise ArticleNotFound(f"several articles begin with {prefix!r}: {shown}")

    def articles(self) -> Iterator[Article]:
        """Every article, in the order of their ids."""
        for id in self.ids():
            article = self.get(id)
            if article is not None:
                yield article

    def sources(self) -> list[SourceSummary]:
        """The sources, those with most articles first, with their spans of dates."""
        return self._read(lambda reader: reader.sources())

    def status(self) -> Status:
        """What is in the archive and how it is kept."""
        return self._read(lambda reader: reader.status())

    def check(self) -> CheckReport:
        """Verify every stored file and every article; reads the whole archive."""
        return self._read(lambda reader: reader.check())

    def _question(
        self,
        text: str,
        after: Bound | None,
        before: Bound | None,
        source: str | Sequence[str] | None,
        **options: Any,
    ) -> Question:
        """What was asked; `options` are fields of a Question, which has defaults for the others."""
        from searchkit.searching import Question

        sources = _sources(source)
        return Question(
            text=text,
            zone=self.zone,
            after=after,
            before=before,
            sources=sources,
            publishers=self._publishers,
            **options,
        )

    def _publishers(self) -> Mapping[str, Iterable[str]]:
        """The names of sources in the `searchkit.toml` that holds."""
        from searchkit.ingest.rules_file import rules_for

        return rules_for(self.path, self._config).sources

    def _open_reader(self) -> Reader:
        reader = self._reader
        if reader is None:
            raise ArchiveClosed(f"the archive in {self.path} is closed: open it again")
        return reader

    def _read(self, action: Callable[[Reader], _T]) -> _T:
        """Run an action on the current reader, again if another thread has just moved on."""
        while True:
            reader = self._open_reader()
            try:
                return action(reader)
            except ArchiveClosed:
                if reader is self._reader:
                    raise


def _sources(source: str | Sequence[str] | None) -> tuple[str, ...]:
    """One or several names of sources."""
    return (source,) if isinstance(source, str) else tuple(source or ())
