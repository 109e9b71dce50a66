"""`python -m benchmarks.snippets`: does the first passage of a hit show what the article has?

A window is WINDOW words of the body; the best one is that with the most of the query's words, by
stem. A hit is well shown when its first passage has as many. Passages without marks and context
count by their text alone, so any engine may be asked.
"""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from importlib import import_module
from pathlib import Path

import click
import Stemmer

from benchmarks.corpus import Corpus
from benchmarks.peers import is_installed, peer
from benchmarks.report import markdown
from searchkit import Archive

WINDOW = 40
HITS = 10
WORD = re.compile(r"\w+")
_stem = Stemmer.Stemmer("english").stemWords
Shown = tuple[str, str]
"""The body of a hit, and its first passage."""
Engine = Callable[[str], Iterable[Shown]]


def words(text: str) -> list[str]:
    """The stems of a text's words, in their order."""
    return list(_stem(WORD.findall(text.lower())))


def most_within(found: Sequence[str], wanted: frozenset[str]) -> int:
    """The most of the wanted words that stand within WINDOW words of a text."""
    places = [(at, word) for at, word in enumerate(found) if word in wanted]
    return max(
        (
            len({word for at, word in places[i : i + WINDOW] if at - first < WINDOW})
            for i, (first, _) in enumerate(places)
        ),
        default=0,
    )


def is_well_shown(body: str, passage: str, wanted: frozenset[str]) -> bool | None:
    """None where the body has none of the words."""
    most = most_within(words(body), wanted)
    return len(wanted.intersection(words(passage))) >= most if most else None


def searchkit_engine(corpus: Corpus, folder: Path) -> Engine:
    with Archive.open(folder / "index", create=True) as archive:
        archive.ingest(corpus.path, jobs=1)
    reader = Archive.open(folder / "index")

    def ask(query: str) -> Iterator[Shown]:
        for hit in reader.search(query, limit=HITS, match="any"):
            article = reader.get(hit.id)
            assert article is not None
            yield article.body, hit.snippets[0].text if hit.snippets else ""

    return ask


def tantivy_engine(corpus: Corpus, folder: Path) -> Engine:
    peer("tantivy").build(corpus, folder / "index", 1)
    tantivy = import_module("tantivy")
    index = tantivy.Index.open(str(folder / "index"))
    searcher = index.searcher()

    def ask(query: str) -> Iterator[Shown]:
        parsed = index.parse_query(query, ["title", "body"])
        generator = tantivy.SnippetGenerator.create(searcher, parsed, index.schema, "body")
        # Its default of 150 characters is shorter than ours.
        generator.set_max_num_chars(240)
        for _, address in searcher.search(parsed, HITS, count=False).hits:
            document = searcher.doc(address)
            yield document["body"][0], generator.snippet_from_doc(document).fragment()

    return ask


def fts5_engine(corpus: Corpus, folder: Path) -> Engine:
    peer("FTS5").build(corpus, folder / "index", 1)
    sql = f"""SELECT body, snippet(news, 2, '', '', '', {WINDOW}) FROM news
        WHERE news MATCH ? ORDER BY rank LIMIT {HITS}"""

    def ask(query: str) -> Iterator[Shown]:
        any_word = " OR ".join(f'"{word}"' for word in query.split())
        with closing(sqlite3.connect(folder / "index" / "fts5.db")) as database:
            yield from database.execute(sql, [f"{{title body}} : ({any_word})"])

    return ask


ENGINES = {"searchkit": searchkit_engine, "tantivy": tantivy_engine, "FTS5": fts5_engine}


@click.command(help=__doc__)
@click.option("--corpus", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--queries", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--count", default=400, show_default=True, help="Queries of 2 to 6 words.")
def main(corpus: Path, queries: Path, count: int) -> None:
    asked = sample(queries.read_text(encoding="utf-8").splitlines(), count)
    rows = []
    for name, make in ENGINES.items():
        if name == "tantivy" and not is_installed(name):
            continue
        with tempfile.TemporaryDirectory(prefix="searchkit-snippets-") as folder:
            shown, well = measure(make(Corpus.of(corpus), Path(folder)), asked)
        rows.append([name, f"{shown:,}", f"{well / shown:.2%}"])
    click.echo(markdown([f"{len(asked)} queries", "hits", "well shown"], rows))


def sample(lines: Sequence[str], count: int) -> list[str]:
    """Queries of plain words, evenly from all of a file's."""
    plain = [" ".join(WORD.findall(line.lower())) for line in lines if line.isascii()]
    several = list(dict.fromkeys(line for line in plain if 2 <= len(line.split()) <= 6))
    return several[:: max(1, len(several) // count)][:count]


def measure(engine: Engine, queries: Iterable[str]) -> tuple[int, int]:
    """Hits that have a word of their query in the body, and those that are well shown."""
    verdicts: list[bool] = []
    for query in queries:
        wanted = frozenset(words(query))
        told = (is_well_shown(body, passage, wanted) for body, passage in engine(query))
        verdicts += [verdict for verdict in told if verdict is not None]
    return len(verdicts), sum(verdicts)


if __name__ == "__main__":
    main()
