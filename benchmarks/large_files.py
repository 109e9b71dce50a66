"""How much memory does reading one very large file take, and very many tiny ones?

    scripts/memory [--lines N] [--articles N] [--pages N] [--files N]

Files are made up: JSON lines of headlines, JSON lines of whole articles, a crawl (WARC), texts and
pages of a few hundred bytes. Words are drawn as texts have them, a few everywhere and most hardly
ever, and new ones never end.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import click

from benchmarks import memory
from benchmarks.building import ROOT
from benchmarks.invented import record, sentences, texts
from benchmarks.many_files import measure_files
from benchmarks.options import FOLDER
from benchmarks.report import RUNS, Row, Section, Target, page, save

INGEST = (
    "import sys, searchkit\n"
    "with searchkit.Archive.open(sys.argv[1], create=True) as archive:\n"
    "    report = archive.ingest(sys.argv[2], jobs=int(sys.argv[3]))\n"
    "print(report.added, report.seconds)\n"
)


class LargeFile(NamedTuple):
    """A kind of file, and what writes one of so many articles."""

    name: str
    write: Callable[[Path, int], None]


def write_headlines(path: Path, count: int) -> None:
    """JSON lines of a title, an address and a time each."""
    with path.open("w", encoding="ascii") as file:
        for number, text in zip(range(count), texts(8), strict=False):
            file.write(json.dumps(record(number, text)) + "\n")


def write_articles(path: Path, count: int) -> None:
    """JSON lines of whole articles."""
    with path.open("w", encoding="ascii") as file:
        for number, title, body in zip(range(count), texts(8), texts(400), strict=False):
            file.write(json.dumps({**record(number, title), "text": sentences(body)}) + "\n")


def write_crawl(path: Path, count: int) -> None:
    """A WARC of pages of about 80 KB, most of it markup as pages have it."""
    boxes = "".join(
        f'<div class="teaser"><a href="/{i}"><img src="/{i}.jpg" alt="{"x" * 200}"></a></div>'
        for i in range(150)
    )
    settings = {"x" * 30 + str(number): number for number in range(500)}
    script = f"<script>var settings = {json.dumps(settings)}</script>"
    with path.open("wb") as file:
        for number, title, body in zip(range(count), texts(8), texts(400), strict=False):
            facts = record(number, title)
            paragraphs = "".join(f"<p>{part}.</p>\n" for part in sentences(body).split(". "))
            html = (
                f"<html><head><title>{title}</title>{script}"
                f'<meta property="article:published_time" content="{facts["date"]}"></head><body>'
                f"<nav>{boxes}</nav><article><h1>{title}</h1>{paragraphs}</article></body></html>"
            )
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + html.encode("ascii")
            file.write(
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {facts['url']}\r\n"
                "Content-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(http)}\r\n\r\n".encode("ascii")
            )
            file.write(http + b"\r\n\r\n")


HEADLINES = LargeFile("headlines.jsonl", write_headlines)
ARTICLES = LargeFile("articles.jsonl", write_articles)
CRAWL = LargeFile("crawl.warc", write_crawl)


def measure_memory(work: Path, counts: dict[LargeFile, int], jobs: int) -> Section:
    """The peak of a first ingestion of each file, all its processes together."""
    section = Section("memory")
    for kind, count in counts.items():
        if not count:
            continue
        path = work / kind.name
        kind.write(path, count)
        size = path.stat().st_size
        command = [sys.executable, "-c", INGEST, str(work / f"{kind.name}-index"), str(path)]
        output, peak = memory.run_watched([*command, str(jobs)], cwd=ROOT)
        added, seconds = output.split()
        path.unlink()
        if int(added) != count:
            raise RuntimeError(f"{count} articles were written, and {added} were added")
        section.rows.append(
            Row(
                f"{kind.name}: {count:,} articles, {size / 1e6:,.0f} MB, {jobs} processes: peak",
                peak.proportional / 1e6,
                Target("<=", 500, "MB"),
                f"resident {peak.resident / 1e6:,.0f} MB, private {peak.private / 1e6:,.0f} MB",
                f"{float(seconds):,.0f} s",
            )
        )
        section.raw[kind.name] = {
            "articles": count,
            "bytes": size,
            "seconds": float(seconds),
            "peak_bytes": peak._asdict(),
        }
    return section


@click.command(help=__doc__)
@click.option("--lines", default=5_000_000, show_default=True, help="Headlines in JSON lines.")
@click.option("--articles", default=500_000, show_default=True, help="Articles in JSON lines.")
@click.option("--pages", default=25_000, show_default=True, help="Pages of the crawl.")
@click.option("--files", default=1_000_000, show_default=True, help="Tiny files.")
@click.option("--jobs", default=2, show_default=True, help="Processes that build.")
@click.option("--runs", type=FOLDER, default=RUNS, help="Where raw figures are kept.")
def main(lines: int, articles: int, pages: int, files: int, jobs: int, runs: Path) -> None:
    if not memory.is_measurable():
        raise click.ClickException("peak memory is read from /proc, which this system has not")
    counts = {HEADLINES: lines, ARTICLES: articles, CRAWL: pages}
    with tempfile.TemporaryDirectory(prefix="searchkit-bench-") as work:
        sections = [measure_memory(Path(work), counts, jobs)]
        if files:
            sections.append(measure_files(Path(work), files, jobs))
        title = "Memory over large files, and over very many"
        click.echo(page(title, sections))
        save(runs, "memory", title, sections)


if __name__ == "__main__":
    main()
