"""Reports, status, sources and checks as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from searchkit.damage import BackupReport, CheckReport, Damage, RepairReport, RestoreReport
from searchkit.model import Rejected
from searchkit.present.dates import show_period
from searchkit.present.escape import escape_line
from searchkit.present.style import Style
from searchkit.present.tables import table_lines
from searchkit.reports import IngestReport, SourceSummary, Status

_REJECTED_SHOWN = 20
_LOST_SHOWN = 100
_LANGUAGES_SHOWN = 6
_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def report_line(report: IngestReport) -> str:
    """What an ingestion did, in one line."""
    speed = f", {report.articles_per_second:,.0f} articles/s" if report.articles_per_second else ""
    return (
        f"added {report.added:,}, updated {report.updated:,}, unchanged {report.unchanged:,}, "
        f"removed {report.removed:,}, rejected {len(report.rejected):,}; "
        f"{count(report.documents, 'article')} in the archive; "
        f"{report.seconds:.2f} s{speed}"
    )


def rejected_lines(rejected: Sequence[Rejected]) -> Iterator[str]:
    """Each rejected file with its reason; a long list ends with how to see all of it."""
    for item in rejected[:_REJECTED_SHOWN]:
        yield rejected_line(item)
    if len(rejected) > _REJECTED_SHOWN:
        yield f"… and {len(rejected) - _REJECTED_SHOWN:,} more; --json lists all"


def rejected_line(item: Rejected) -> str:
    """One rejected file, or record in one, with its reason."""
    return f"rejected {escape_line(item.path)}: {escape_line(item.reason)}"


def status_lines(status: Status, style: Style) -> Iterator[str]:
    """What an archive holds and how it is kept."""
    most = sorted(status.languages.items(), key=lambda item: -item[1])
    counts = [f"{escape_line(code)} {number:,}" for code, number in most]
    if len(counts) > _LANGUAGES_SHOWN:
        counts[_LANGUAGES_SHOWN:] = [f"{len(counts) - _LANGUAGES_SHOWN} more; --json lists all"]
    languages = ", ".join(counts)
    rows = (
        ("archive", escape_line(status.path)),
        ("articles", f"{status.documents:,}"),
        ("undated", f"{status.undated:,}"),
        ("sources", f"{status.sources:,}"),
        ("published", show_period(status.first, status.last)),
        ("languages", languages or "none known"),
        ("size", size(status.bytes)),
        ("generation", f"{status.generation:,}"),
        ("segments", f"{status.segments:,}"),
        ("engine", escape_line(status.engine)),
        ("format", f"version {status.format_version}"),
        ("analyzer", escape_line(status.analyzer)),
    )
    for name, value in rows:
        yield f"{style.faint(f'{name:<10}')}  {value}"


def source_lines(
    sources: Sequence[SourceSummary], style: Style, *, width: int | None = None
) -> Iterator[str]:
    """A table: each source, its articles, and the days of its first and last."""
    rows = [
        (
            escape_line(source.name) if source.name else "(unknown)",
            f"{source.documents:,}",
            show_period(source.first, source.last),
            f"{source.undated:,} undated" if source.undated else "",
        )
        for source in sources
    ]
    yield from table_lines(rows, style.name, str, str, style.faint, width=width, right=(1,))


def check_lines(report: CheckReport, style: Style) -> Iterator[str]:
    """Each damaged file with what is wrong, or that there is none."""
    for damage in report.damage:
        yield _damage_line(damage, style)
    seen = f"{count(report.files, 'file')}, {count(report.documents, 'article')} checked"
    yield f"{seen}: no damage" if report.ok else f"{seen}: {count(len(report.damage), 'problem')}"


def repair_lines(report: RepairReport, style: Style) -> Iterator[str]:
    """Each damage, what could be saved, and what is lost; the last line says what to do."""
    for damage in report.damage:
        yield _damage_line(damage, style)
    yield f"saved {count(report.documents, 'article')}"
    for id in report.lost[:_LOST_SHOWN]:
        yield f"{style.strong('lost')} {escape_line(id)}"
    more = max(0, len(report.lost) - _LOST_SHOWN) + report.unnamed
    if more:
        yield f"{style.strong('lost')} {count(more, 'more article')}"
    if report.files:
        yield (
            f"{count(report.files, 'file')} of lost articles will be read again by "
            "`searchkit ingest`"
        )
    elif not report.lossless:
        yield "run `searchkit ingest` to read their files again"


def backup_line(report: BackupReport) -> str:
    """What a backup holds, and how much of it is new."""
    return (
        f"{escape_line(report.path)} holds {count(report.documents, 'article')} of generation "
        f"{report.generation:,}: {report.copied:,} of {count(report.files, 'file')} copied, "
        f"{size(report.bytes_copied)}"
    )


def restore_lines(report: RestoreReport) -> Iterator[str]:
    """What was restored, and where what was there before has gone."""
    if report.replaced:
        yield f"what was there before is in {escape_line(report.replaced)}"
    yield (
        f"restored {count(report.documents, 'article')} to {escape_line(report.path)}: "
        f"{count(report.files, 'file')}, {size(report.bytes)}, every checksum right"
    )


def _damage_line(damage: Damage, style: Style) -> str:
    return f"{style.strong('damaged')} {escape_line(damage.path)}: {escape_line(damage.problem)}"


def count(number: int, noun: str) -> str:
    """`1 article`, `2,000 articles`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def size(number: int) -> str:
    """Bytes in the largest unit (powers of 1,000) that leaves at least one whole."""
    amount = float(number)
    for unit in _UNITS:
        if amount < 1000 or unit == _UNITS[-1]:
            break
        amount /= 1000
    return count(number, "byte") if unit == "bytes" else f"{amount:.1f} {unit}"
