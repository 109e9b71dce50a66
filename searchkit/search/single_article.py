"""Does one article match a query?"""

from __future__ import annotations

from datetime import tzinfo

import numpy as np

from searchkit.query.nodes import Node
from searchkit.search.collection import Part
from searchkit.search.plan import Planner


def matches(part: Part, docnum: int, node: Node, zone: tzinfo, *, undated: bool) -> bool:
    """Whether it does; what holds no word that could be looked for holds everywhere."""
    clause = Planner(part.collection, zone, undated).compile(node)
    return clause is None or bool(len(clause.narrow(part, np.array([docnum], np.int64))))
