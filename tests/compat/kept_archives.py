"""Archives of each format version, kept as they were written, and the articles in them.

    .venv/bin/python tests/compat/kept_archives.py

writes `version-N.tar.gz` and `version-N.json.gz` for the version that the code writes: to be run
once, when FORMAT_VERSION has been raised, before anything is released that writes it. What is kept
is never written again.

Version 1 is that of the first days, a stock Whoosh index in a folder for each generation. Its
archive was written by `make_first`, in /srv/news, with the searchkit of commit d379cac, the last
one to write it; its articles are what that searchkit gave as JSON.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from searchkit import Archive, Article
from searchkit.store.container import FORMAT_VERSION

KEPT = Path(__file__).parent
WORDS = (
    "river market mayor bridge harbour embassy action budget ferry council e-mail COVID-19 U.S. "
    "don't AT&T 10,000 #metoo café Biden's the of and in"
).split()
GERMAN = "der Bürgermeister läuft über die Brücke und die Häuser am Hafen".split()
QUERIES = (
    "river", "market OR ferry", '"mayor bridge"', '"of the"', "title:harbour", "emb*", "budgat~",
    "w?rd OR m*t", "covid19", "exact:Häuser", "Haus", "-river", "date:2022-01", "source:ap",
    '"river market"~5', "lang:de", "author:brandt", "",
)  # fmt: skip


def articles() -> list[Article]:
    """Invented ones: dated to the day, to the minute and not at all, in two languages, copies."""
    rng = random.Random(12)
    made = []
    for number in range(60):
        words = GERMAN if number % 12 == 5 else WORDS
        made.append(
            Article(
                id=f"a{number:03}",
                title=" ".join(rng.choices(words, k=5)),
                body=". ".join(" ".join(rng.choices(words, k=14)) for _ in range(6)) + ".",
                source=rng.choice(["AP", "Reuters", "Daily Planet", None]),
                author=rng.choice(["Ilse Brandt", None]),
                published=(
                    None,
                    f"2022-01-{number % 28 + 1:02}",
                    f"2022-02-{number % 28 + 1:02}T10:15:00+01:00",
                )[number % 3],
                language="de" if words is GERMAN else "en",
                url=f"https://example.org/{number}" if number % 2 else None,
            )
        )
    return made


def make(index: Path) -> None:
    """Several commits: articles added, copied, replaced, deleted."""
    made = articles()
    for batch in (made[:30], made[30:55], made[55:]):
        with Archive.open(index, create=True, zone="UTC") as archive:
            archive.add_all(batch)
    with Archive.open(index, zone="UTC") as archive:
        lines = [json.dumps({"id": "line", "title": "From a line", "body": "A river."}).encode()]
        archive.ingest_lines(lines)
        copy = made[7]
        archive.add(Article(id="copy", title=copy.title, body=copy.body, published="2022-03-01"))
        archive.add(Article(id="a010", title="Changed", body="The ferry was changed."))
        archive.delete("a020", "a040")


def write_documents(folder: Path) -> None:
    """Invented files: a page, a text, an export of three articles, and one with nothing in it."""
    folder.mkdir()
    export = [
        {"id": f"x{n}", "title": f"Export {n}", "body": f"The market fell {n} times."}
        for n in (1, 2, 3)
    ]
    files = {
        "page.html": "<html lang=en><head><title>Harbour reopens</title>"
        '<meta property="og:site_name" content="Daily Planet">'
        '<meta property="article:published_time" content="2022-01-23T08:30:00+01:00"></head>'
        f"<body><article><h1>Harbour reopens</h1>{'<p>The ferry sailed again at noon.</p>' * 4}"
        "</article></body></html>",
        "strike.txt": "Ferry crews strike\n\nREUTERS, 3 March 2022\n\n"
        + "The crews of the ferry voted to strike on Monday. " * 6
        + "\n",
        "export.jsonl": "".join(json.dumps(item) + "\n" for item in export),
        "empty.txt": "",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def make_first(index: Path, documents: Path) -> None:
    """Fewer, since Whoosh's files are large; and files, of whose articles one is deleted and one
    replaced."""
    with Archive.open(index, create=True, zone="UTC") as archive:
        archive.add_all(articles()[:18])
    write_documents(documents)
    with Archive.open(index, zone="UTC") as archive:
        archive.ingest(documents)
        archive.add(Article(id="a010", title="Changed", body="The ferry was changed."))
    with Archive.open(index, zone="UTC") as archive:
        archive.delete("a012", "x2")
        archive.add(Article(id="x3", title="By hand", body="The market rose.", source="AP"))


def answers(index: Path) -> dict[str, Any]:
    """All that can be found in an archive, as JSON has it."""
    with Archive.open(index, zone="UTC") as archive:
        found = {
            "articles": [article.to_json() for article in archive.articles()],
            "sources": [source.to_json() for source in archive.sources()],
            "copies": [copy.id for copy in archive.copies("copy")],
            "searches": {query: _search(archive, query) for query in QUERIES},
        }
    kept: dict[str, Any] = json.loads(json.dumps(found))
    return kept


def _search(archive: Archive, query: str) -> dict[str, Any]:
    data = archive.search(query, limit=12, match="any").to_json(facets=True)
    data["hits"] = [
        [hit["id"], hit["score"], hit["snippets"], hit["title_spans"]] for hit in data["hits"]
    ]
    return {name: data[name] for name in ("total", "groups", "hits", "facets", "warnings")}


def pack(index: Path) -> bytes:
    """The folder as a tar file without anything of this machine."""
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as file,
        tarfile.open(fileobj=file, mode="w") as tar,
    ):
        for path in sorted(path for path in index.rglob("*") if path.is_file()):
            entry = tarfile.TarInfo(str(path.relative_to(index)))
            entry.size = path.stat().st_size
            tar.addfile(entry, io.BytesIO(path.read_bytes()))
    return packed.getvalue()


def unpack(version: int, index: Path) -> None:
    """The kept archive of a version, in a new folder."""
    index.mkdir()
    with tarfile.open(KEPT / f"version-{version}.tar.gz") as tar:
        for entry in tar:
            data = tar.extractfile(entry)
            assert data is not None
            (index / entry.name).parent.mkdir(exist_ok=True)
            (index / entry.name).write_bytes(data.read())


def versions() -> list[int]:
    """The format versions that archives are kept of."""
    return sorted(
        int(path.name.removeprefix("version-").removesuffix(".tar.gz"))
        for path in KEPT.glob("version-*.tar.gz")
    )


def main() -> int:
    if FORMAT_VERSION in versions():
        print(f"version {FORMAT_VERSION} is kept already", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        make(index)
        found = json.dumps(answers(index)["articles"], ensure_ascii=False, indent=1)
        (KEPT / f"version-{FORMAT_VERSION}.json.gz").write_bytes(
            gzip.compress(found.encode(), mtime=0)
        )
        (KEPT / f"version-{FORMAT_VERSION}.tar.gz").write_bytes(pack(index))
    return 0


if __name__ == "__main__":
    sys.exit(main())
