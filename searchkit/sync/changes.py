"""Single articles put into an archive and taken out of it, without a file behind them."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Iterable

from searchkit.engines.base import Writer
from searchkit.errors import InvalidArticle
from searchkit.ingest import workers
from searchkit.ingest.ids import LONGEST, content_hash, standalone_id
from searchkit.ingest.keys import holders
from searchkit.ingest.record import MutableRecord, Tombstone
from searchkit.ingest.rules import NO_RULES, Rules
from searchkit.model import Article, Rejected
from searchkit.reports import IngestReport
from searchkit.sync.progress import Meter
from searchkit.sync.versions import drop_versions, keep_version


def put(writer: Writer, article: Article) -> bool:
    """Store an article under its id, else its address's, else its content's; True if replaced.

    It takes the place of a file's article of that id, and brings back a deleted one. Raises
    InvalidArticle for an id that the article could not be found under.
    """
    id = standalone_id(article)
    if article.id not in ("", id):
        raise InvalidArticle(
            f"id: {article.id[:80]!r} holds control characters, begins or ends with a space, or is "
            f"longer than {LONGEST} characters",
            "id",
        )
    record = MutableRecord(writer)
    before = writer.get(id) if writer.has(id) else None
    if before is not None:
        keep_version(writer, article.with_id(id))
    replaced = writer.put(article.with_id(id))
    tombstone = record.tombstone(id)
    holder = tombstone.file if tombstone else _holder(record, id, before)
    if tombstone is not None:
        record.set_tombstone(id, None)
    if holder is not None or (replaced and before is None):
        # From now on the article is not the file's to change or remove; without a holder, one
        # that was stored since the last commit may belong to any file.
        record.set_override(id, holder)
    return replaced


def delete(writer: Writer, ids: Iterable[str]) -> int:
    """Delete articles, and keep them deleted until their content changes; how many there were."""
    record = MutableRecord(writer)
    gone: list[str] = []
    for id in ids:
        article = writer.get(id)
        if not writer.delete(id):
            continue
        hash = content_hash(article) if article else ""
        holder = _holder(record, id, article) or record.override(id)
        record.clear_override(id)
        record.set_tombstone(id, Tombstone(hash, holder))
        gone.append(id)
    drop_versions(writer, gone)
    return len(gone)


def ingest_lines(
    writer: Writer,
    lines: Iterable[bytes],
    *,
    name: str = "<stdin>",
    rules: Rules = NO_RULES,
) -> IngestReport:
    """Add or update the articles of JSON lines; nothing is removed. Does not commit."""
    meter = Meter(None)
    counts: Counter[str] = Counter()
    rejected: list[Rejected] = []
    written: set[str] = set()
    reader = importlib.import_module(workers.READER)
    for item in reader.read_lines(lines, path=name, rules=rules):
        if isinstance(item, Rejected):
            rejected.append(item)
        else:
            counts[_upsert(writer, item.with_id(standalone_id(item)), written)] += 1
    return IngestReport(
        added=counts["added"],
        updated=counts["updated"],
        unchanged=counts["unchanged"],
        rejected=tuple(rejected),
        seconds=meter.seconds,
    )


def _upsert(writer: Writer, article: Article, written: set[str]) -> str:
    """What became of one article. `written` are the ids that the writer's `get` is behind on."""
    hash = content_hash(article)
    tombstone = MutableRecord(writer).tombstone(article.id)
    if tombstone is not None and tombstone.hash == hash:
        return "deleted"
    if article.id not in written and writer.has(article.id):
        stored = writer.get(article.id)
        if stored is not None and content_hash(stored) == hash:
            return "unchanged"
    written.add(article.id)
    return "updated" if put(writer, article) else "added"


def _holder(record: MutableRecord, id: str, article: Article | None) -> str | None:
    """The file that holds an article: the one its path names, if the record agrees."""
    for key in holders(article.path) if article and article.path else ():
        file = record.file(key)
        if file is not None and any(row.id == id for row in file.articles):
            return key
    return None
