"""searchkit's BM25F as a Whoosh weighting model, by the same functions as our own search."""

from __future__ import annotations

from typing import Any

from searchkit.search.scoring import inverse_document_frequency, saturation
from searchkit.whoosh_index._whoosh import whoosh


class NewsWeighting(whoosh.scoring.WeightingModel):  # type: ignore[misc]
    """Scores terms of `text` as `searchkit search` does; other fields by their own lengths."""

    def scorer(self, searcher: Any, fieldname: str, text: Any, qf: float = 1) -> Any:
        if not searcher.schema[fieldname].scorable:
            return whoosh.scoring.WeightScorer.for_(searcher, fieldname, text)
        parent = searcher.get_parent()
        rarity = inverse_document_frequency(
            parent.doc_count_all(), parent.doc_frequency(fieldname, text)
        )
        return _Scorer(searcher, fieldname, rarity * qf, parent.avg_field_length(fieldname))


class _Scorer(whoosh.scoring.BaseScorer):  # type: ignore[misc]
    """Without bounds for blocks: Whoosh then scores every match, exactly."""

    def __init__(self, searcher: Any, field: str, rarity: float, average: float) -> None:
        self._length = searcher.reader().doc_field_length
        self._field, self._rarity, self._average = field, rarity, average

    def score(self, matcher: Any) -> float:
        length = self._length(matcher.id(), self._field)
        return self._rarity * float(saturation(matcher.weight(), length, self._average))

    def max_quality(self) -> float:
        return float("inf")
