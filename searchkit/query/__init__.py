"""What was asked? Query text goes in; a tree of frozen nodes and notices come out.

Total: no text raises, unless the caller asks for `strict`. What cannot be read as an operator is
text, and a notice says so; every tree prints as a query that parses to it again. Imports errors
only.
"""

from searchkit.query.dates import parse_bounds
from searchkit.query.notices import Notice
from searchkit.query.parser import Parsed, parse
from searchkit.query.printer import to_query

__all__ = ["Notice", "Parsed", "parse", "parse_bounds", "to_query"]
