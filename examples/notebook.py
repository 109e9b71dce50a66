"""A notebook in cells: articles from anywhere into an archive, then counts over time.

Run it as a script, or open it in an editor that knows `# %%` cells.
"""

# %% Articles need no files: any iterable of them will do, and it is read one at a time.
from collections import Counter
from tempfile import TemporaryDirectory

from searchkit import Archive, Article

days = ["2025-03-02", "2025-03-02", "2025-03-04", "2025-04-01"]
stories = (
    Article(
        id=f"story-{number}",
        title=f"Harbour strike, day {number}",
        body="Crews at the harbour voted to go on with the strike. Nobody crossed the strait.",
        source="The Harbour Courier" if number % 2 else "Velmora Times",
        published=day,
    )
    for number, day in enumerate(days, start=1)
)

# %% Leaving the block would commit; an exception would discard.
folder = TemporaryDirectory()
archive = Archive.open(folder.name, create=True)
added = archive.add_all(stories)
archive.commit()
print(f"{added} articles, {archive.status().first} to {archive.status().last}")

# %% Results know their total and facets; both are computed when they are first read. A notebook
# shows results, and `archive.timeline(...)`, as HTML when they are the last line of a cell.
results = archive.search("harbour strike", after="2025-03-01", before="2025-04-01")
print(f"{results.total} of them in March: {results.interpreted}")
print(dict(results.facets["source"]))

# %% Hits are plain values, ready for whatever counts or draws.
per_day = Counter(hit.published.isoformat() for hit in results if hit.published)
for day, count in sorted(per_day.items()):
    print(day, "▇" * count)

# %%
archive.close()
folder.cleanup()
