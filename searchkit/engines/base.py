"""The seam between the archive and whatever stores and searches it.

An engine takes articles and query trees, and gives hits. What lies behind it (Whoosh's storage,
numpy columns, a cluster) is its own affair: nothing above this module may notice.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from datetime import date, tzinfo
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

from searchkit.damage import CheckReport
from searchkit.deadline import Locate, within
from searchkit.model import Article, Completion, Copy, Counts, Hit, Rejected
from searchkit.query.nodes import Node, Phrase
from searchkit.query.tiers import RELAX_BELOW as RELAX_BELOW
from searchkit.values import Value

if TYPE_CHECKING:
    from searchkit.explanation import Scored
    from searchkit.ingest.worker import Read
    from searchkit.reports import SourceSummary, Status
    from searchkit.similar import Similar
    from searchkit.timeline import DayCounts

Sort = Literal["relevance", "newest", "oldest"]
Favoured = Literal["recent"]
"""What may be put before others that answer nearly as well."""


class Request(Value, kw_only=True):
    """One search. `tiers` are readings of the query from strict to lenient.

    Articles of an earlier tier stand before those only a later one finds; a later tier is
    evaluated only while fewer than RELAX_BELOW articles were found. `neighbours` are words that
    stand side by side in the query: by relevance, the best articles of a tier gain for each two
    that they have side by side too. `undated` lets articles
    without a date pass date filters. `zone` is where day-precision articles and bounds meet. Copies
    of one story are one hit, the earliest that was found, unless `all_copies`. After `timeout`
    seconds the search, and after as many again each thing that is read of its answer later (a
    total, facets, a hit), raises SearchTimeout; None lets it go on. `locate` gives the column that
    it names.
    """

    tiers: tuple[Node, ...]
    zone: tzinfo
    neighbours: tuple[Phrase, ...] = ()
    sort: Sort = "relevance"
    boost: Favoured | None = None
    limit: int = 10
    offset: int = 0
    undated: bool = False
    snippets: bool = True
    explain: bool = False
    all_copies: bool = False
    timeout: float | None = None
    locate: Locate | None = None

    def limited(self) -> within:
        """For one thing that may take so long: `with request.limited()`."""
        return within(self.timeout, self.locate)


Outline = tuple[list[str], tuple["array[int]", ...]]
"""Items of the record that follow each other: their keys, sorted, and of each value what its
members amount to. Of an object each member is one signed 64-bit number, in the order of their
names: a whole number or truth value itself, of a text, list or object its length, else 0. Each
array (type "q") has that member's number for each key; values that are shorter end in zeros."""


class Answer(Protocol):
    """What a search found. `relaxed` says that a later tier was used."""

    @property
    def hits(self) -> tuple[Hit, ...]: ...

    @property
    def warnings(self) -> tuple[str, ...]: ...

    @property
    def doubtful(self) -> tuple[Node, ...]:
        """What the warnings are about: a part of the query for each."""

    @property
    def relaxed(self) -> bool: ...

    def has_rare_word(self) -> bool:
        """Whether so few articles hold one of the query's words that it may be misspelled."""

    def total(self) -> int: ...

    def groups(self) -> int: ...

    def facet(self, name: str, limit: int | None) -> Counts:
        """As `Results.facet`, which has checked the name."""

    def best(self, start: date, end: date) -> Hit | None:
        """The best of all articles of civil dates from `start` until before `end`, without
        snippets."""

    def days(self) -> DayCounts:
        """How many of all articles are of each civil date."""

    def sample(self, most: int) -> Iterator[Article]:
        """So many of all articles, or all where they are no more, evenly spread over them."""

    def articles(self) -> Iterator[Article]:
        """All articles, oldest first, then by id; undated ones last."""


class Reader(Protocol):
    """One committed generation, unchanging; safe to use from many threads at once."""

    @property
    def generation(self) -> int: ...

    def is_at(self, other: Reader) -> bool:
        """Whether both read one and the same commit, not just commits of one number."""

    def search(self, request: Request) -> Answer: ...

    def suggestion(self, node: Node) -> Node | None:
        """The query with misspelled words as the archive has them; None where none is."""

    def matches(self, id: str, node: Node, zone: tzinfo, *, undated: bool) -> bool:
        """Whether an article matches a query; False where there is no such article."""

    def explain(self, id: str, request: Request) -> Scored | None:
        """What an article scores, and by what; None where no tier of the request finds it."""

    def completions(self, typed: str, limit: int) -> list[Completion]:
        """Queries that begin as what was typed, the likeliest first."""

    def get(self, id: str) -> Article | None: ...

    def copies(self, id: str) -> tuple[Copy, ...]:
        """The other articles of the story that an article tells, the earliest first."""

    def similar(self, id: str, request: Request) -> Similar | None:
        """At most `request.limit` articles that tell the same story as one of them, or stand behind
        it, of those that its first tier finds; None where there is no article of this id."""

    def ids(self, prefix: str = "") -> Iterator[str]:
        """Ids that start with `prefix`, sorted."""

    def articles(self) -> Iterator[Article]:
        """Every article, in the order of their ids."""

    def span(self) -> tuple[date, date] | None:
        """The first and last civil day of any article; None where none is dated."""

    def held(
        self, start: date | None = None, end: date | None = None, source: str | None = None
    ) -> int:
        """How many articles are of civil days in `[start, end)`, of a source, or both; quick.

        Without a source only dated articles count; without bounds all of the source.
        """

    def sources(self) -> list[SourceSummary]: ...

    def status(self) -> Status: ...

    def entry(self, key: str) -> Any | None:
        """One value of the record that commits with the index (JSON types)."""

    def entries(self, prefix: str = "") -> Iterator[tuple[str, Any]]:
        """The record's items whose keys start with `prefix`, sorted by key."""

    def outlines(self, prefix: str) -> Iterator[Outline]:
        """The same items without their values, many at a time; their keys lose the prefix."""

    def check(self) -> CheckReport: ...

    def close(self) -> None: ...


class Writer(Protocol):
    """One uncommitted generation, held by one process under the archive's lock.

    `put` and `delete` are all or nothing for each article. `commit` is durable when it returns
    and ends the writer, as `cancel` does. `jobs` is how many processes may work on it, this one
    among them; None lets the engine choose.
    """

    jobs: int | None

    def put(self, article: Article) -> bool:
        """Add, or replace the article of the same id; True when it replaced one."""

    def delete(self, id: str) -> bool:
        """True when there was one."""

    def has(self, id: str) -> bool:
        """Whether the generation being written holds this id."""

    def get(self, id: str) -> Article | None:
        """The article of this id in the generation that this one started from."""

    def entry(self, key: str) -> Any | None: ...

    def entries(self, prefix: str = "") -> Iterator[tuple[str, Any]]: ...

    def outlines(self, prefix: str) -> Iterator[Outline]: ...

    def set_entry(self, key: str, value: Any | None) -> None:
        """Set one item of the record; None removes it. ValueError for a key with a NUL."""

    def commit(self) -> int:
        """The new generation's number."""

    def cancel(self) -> None: ...


@runtime_checkable
class LineBuilder(Protocol):
    """A writer whose processes can read a file of JSON lines themselves."""

    @property
    def reads_lines(self) -> bool:
        """Whether there are several processes to do it."""

    def read_lines(self, path: str, key: str) -> Iterator[Read | Rejected]:
        """What is in the file, as reading it here would give it, in its order.

        The articles are to be put one by one, each before the next one is asked for; those that
        are not put are not stored. They have an `id` and `with_id`, and are no use otherwise.
        """


class Engine(Protocol):
    """Opens readers and writers of one archive."""

    def exists(self) -> bool: ...

    def reader(self, *, stored_only: bool = False) -> Reader:
        """The newest generation. Raises ArchiveNotFound, CorruptIndex or IncompatibleIndex.

        With `stored_only`, words may have been analysed by another version: articles and the
        record can be read, searches would miss some. Of an earlier format version, what `rebuild`
        asks for can be read, and all else raises IncompatibleIndex.
        """

    def writer(self, *, fresh: bool = False) -> Writer:
        """Take the lock and start from the newest generation, or from nothing if `fresh`.

        A fresh writer starts with an empty record too, and its commit replaces everything.
        Raises ArchiveLocked when another process (or another writer of this one) holds it.
        """
