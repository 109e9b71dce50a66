"""Which articles answer a query, and how well? Nodes and segments go in; documents and scores out.

Evaluation works on whole posting lists as arrays and keeps nothing between searches but what can
be thrown away, so any number of threads may search at once. Imports analysis, query and store.
"""
