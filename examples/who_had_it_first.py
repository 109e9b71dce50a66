"""A script: who wrote about something first, in which words?

    python examples/who_had_it_first.py documents embassy evacuation

Reads a folder of articles into an archive beside it, and prints the earliest articles that match.
"""

from __future__ import annotations

import sys
from pathlib import Path

from searchkit import Archive, SearchkitError


def report(folder: str, query: str, index: str = "index") -> list[str]:
    """A line for each of the five earliest dated articles, with the words that matched."""
    with Archive.open(index, create=True) as archive:
        archive.ingest(folder)
        results = archive.search(query, match="all", sort="oldest", limit=5)
        lines = []
        for hit in results:
            if hit.published is None:
                continue
            quote = hit.snippets[0].text if hit.snippets else hit.title
            source = hit.source or "source unknown"
            lines.append(f"{hit.published.isoformat()[:10]}  {source}: {hit.title}\n    {quote}")
        return lines


def main() -> int:
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    folder, *words = sys.argv[1:]
    try:
        lines = report(folder, " ".join(words), str(Path(folder).resolve().parent / "index"))
    except SearchkitError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print("\n".join(lines) or "nothing dated matches")
    return 0


# Reading with several processes needs no `if __name__` guard; importing from a test does.
if __name__ == "__main__":
    sys.exit(main())
