"""The embedded engine: segments of numpy columns in one folder.

In: articles, and query trees. Out: hits. A reader is one committed generation and never changes;
a writer holds the archive's lock. Imports store, search, analysis, query, snippets and ingest.
"""
