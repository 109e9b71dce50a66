"""What was asked? Query text goes in, a tree of frozen nodes and warnings come out.

Total: no text raises, unless the caller asks for `strict`. Imports errors only.
"""
