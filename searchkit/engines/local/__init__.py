"""The embedded engine: Whoosh's index, one folder per generation.

In: articles, and query trees. Out: hits. A reader is one committed generation and never changes;
a writer holds the archive's lock. Imports store, whoosh_index, analysis, query and snippets.
"""
