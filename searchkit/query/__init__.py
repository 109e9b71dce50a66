"""What was asked? Query text goes in; a tree of frozen nodes and notices come out.

Total: no text raises, unless the caller asks for `strict`. What cannot be read as an operator is
text, and a notice says so; every tree prints as a query that parses to it again. Imports errors
only.
"""
