"""Benchmarks: what an archive costs to build, to search and to keep, beside other engines.

Run from the repository's root: `scripts/bench`, or `python -m benchmarks.engines`, `.scale`,
`.startup`, `.commits`, `.record` for one question each. Only searchkit's public interface is used.
Nothing of a corpus is kept, not even the queries drawn from it: only figures, under runs/.
"""
