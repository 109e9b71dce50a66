"""Are the right articles first? Test collections with judgements, several rankers, one table.

`collection.py` reads a collection, `rankers.py` asks each engine, `metrics.py` and
`significance.py` judge the answers; `__main__.py` prints them beside each other.
"""
