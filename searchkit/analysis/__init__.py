"""Which words does a text hold? Text goes in; folded forms with positions and offsets come out.

The same analysis serves ingestion, queries and snippets, so a word that was indexed can be asked
for and marked. Offsets are code points of the text as it was given. Imports nothing else of
searchkit's.
"""
