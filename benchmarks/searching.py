"""What does a query cost, class by class; hits with passages; exact totals and facets?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks import peers
from benchmarks.queries import GAME, Query
from benchmarks.report import Row, Section, Target, markdown
from benchmarks.timing import Times, interleave
from benchmarks.workbench import Workbench

OWN, YARDSTICK, ADDRESSES = "searchkit", "tantivy", "tantivy, no ids"
SHOWN_CLASSES = ("OR of 2-4", "phrase of 2-4")
LEVEL = Target("<=", 1.0)
HALF = Target("<=", 0.5)
AGGREGATION_ROUNDS = 51
AGGREGATIONS = (
    *("facets by source and month", "facet by source", "facet by month", "facet by day"),
    *("timeline by year", "timeline by month", "timeline by week", "timeline by day"),
    *("timeline by month, peaks named", "timeline by day, peaks named"),
)


def measure_queries(bench: Workbench, classes: Mapping[str, Sequence[Query]]) -> Section:
    """The ten best ids and scores, ours beside tantivy's query by query."""
    section = Section("queries")
    own, other = bench.engine(OWN), _yardstick(bench)
    for kind, queries in classes.items():
        makers: dict[str, Callable[[Query], Any]] = {OWN: own.top}
        if other is not None:
            makers |= {YARDSTICK: other.top, ADDRESSES: other.addresses}
        times = _ask(makers, queries, bench.rounds)
        section.raw[kind] = {name: taken.to_json() for name, taken in times.items()}
        if other is not None:
            section.rows += _rows(f"{kind}: top 10 ids and scores", times)
            section.raw[kind]["agreement"] = agreement(own, other, queries)
    section.tables = [_class_table(section.raw)]
    return section


def measure_context(
    bench: Workbench, classes: Mapping[str, Sequence[Query]], names: Sequence[str], sample: int
) -> Section:
    """Other engines, in fewer rounds of their own: they would push the two out of the caches.

    Whoosh searches only `sample` articles, and its times are scaled to all: each posting costs.
    """
    section = Section("context")
    scale = max(1.0, bench.corpus.articles / sample)
    for name in names:
        engine = bench.engine(name, bench.slice(sample) if name == "Whoosh" else None)
        for kind, queries in classes.items():
            answered = [query for query in queries if engine.answers(query)]
            times = _ask({name: engine.top}, answered, min(2, bench.rounds))
            if times:
                taken = Times(times[name].seconds * (scale if name == "Whoosh" else 1.0))
                section.raw.setdefault(kind, {})[name] = taken.to_json()
    return section


def measure_shown(bench: Workbench, classes: Mapping[str, Sequence[Query]]) -> Section:
    """Ten hits with passages, and with their articles whole as well."""
    section = Section("shown")
    own, other = bench.engine(OWN), _yardstick(bench)
    if other is None:
        return section
    ways = (
        ("10 hits with snippets", {OWN: own.shown, YARDSTICK: other.shown}),
        ("10 whole articles and snippets", {OWN: own.read, YARDSTICK: other.read}),
    )
    for kind in (kind for kind in SHOWN_CLASSES if kind in classes):
        for what, makers in ways:
            times = _ask(makers, classes[kind], bench.rounds)
            section.raw[f"{kind}: {what}"] = {n: taken.to_json() for n, taken in times.items()}
            section.rows += _rows(f"{kind}: {what}", times, HALF)
    return section


def measure_totals(bench: Workbench, classes: Mapping[str, Sequence[Query]]) -> Section:
    """Over the queries of all classes: exact totals, and facets by source and month."""
    section = Section("totals")
    own, other = bench.engine(OWN), _yardstick(bench)
    if other is None:
        return section
    ways = (
        ("exact total", {OWN: own.total, YARDSTICK: other.total}),
        ("exact total, facets by source and month", {OWN: own.facets, YARDSTICK: other.facets}),
    )
    queries = [query for kind, asked in classes.items() if kind != GAME for query in asked]
    for what, makers in ways:
        times = _ask(makers, queries, bench.rounds)
        section.raw[what] = {name: taken.to_json() for name, taken in times.items()}
        section.rows += _rows(f"all classes: {what}", times)
    return section


def measure_aggregations(bench: Workbench) -> Section:
    """All articles counted by one thing or another, beside tantivy's aggregations.

    Its periods of 30 days stand for months, and of 365 for years. It names no peaks.
    """
    section = Section("aggregations")
    own, other = bench.engine(OWN), _yardstick(bench)
    if other is None:
        return section
    for what in AGGREGATIONS:
        case = {OWN: own.aggregation(what), YARDSTICK: other.aggregation(what)}
        times = interleave([case], AGGREGATION_ROUNDS)
        section.raw[what] = {name: taken.to_json() for name, taken in times.items()}
        mine, theirs = times[OWN].median, times[YARDSTICK].median
        section.rows.append(
            Row(
                f"all articles: {what}",
                mine / theirs,
                LEVEL,
                milliseconds(mine),
                milliseconds(theirs),
            )
        )
    return section


def _yardstick(bench: Workbench) -> Any:
    return bench.engine(YARDSTICK) if peers.is_installed(YARDSTICK) else None


def _ask(
    makers: Mapping[str, Callable[[Query], Callable[[], object]]],
    queries: Sequence[Query],
    rounds: int,
) -> dict[str, Times]:
    cases = [{name: make(query) for name, make in makers.items()} for query in queries]
    return interleave(cases, rounds)


def _rows(what: str, times: Mapping[str, Times], target: Target = LEVEL) -> list[Row]:
    """Ours to tantivy's: the means over the queries, and the 95th percentiles."""
    own, other = times[OWN], times[YARDSTICK]
    pairs = (("mean", own.mean, other.mean), ("95th percentile", own.p95, other.p95))
    return [
        Row(f"{what}, {figure}", mine / theirs, target, milliseconds(mine), milliseconds(theirs))
        for figure, mine, theirs in pairs
    ]


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.3f} ms"


def agreement(own: Any, other: Any, queries: Sequence[Query]) -> dict[str, float]:
    """How far two engines mean the same by the queries.

    Shares of the queries: equal first ids, equal totals; the mean overlap of the ten best. Of
    equal scores (all those of tantivy's prefixes are) any ten may be shown.
    """
    firsts = totals = overlap = 0.0
    for query in queries:
        mine, theirs = ([id for id, _ in engine.top(query)()] for engine in (own, other))
        firsts += mine[:1] == theirs[:1]
        shown = max(len(mine), len(theirs))
        overlap += len({*mine} & {*theirs}) / shown if shown else 1.0
        totals += own.total(query)() == other.total(query)()
    return {
        "same_first": round(firsts / len(queries), 3),
        "overlap_of_ten": round(overlap / len(queries), 3),
        "same_total": round(totals / len(queries), 3),
    }


def _class_table(classes: Mapping[str, Mapping[str, Any]]) -> str:
    """Means and 95th percentiles of all ways of asking, and how far the answers agree."""
    headings = ["top 10 ids and scores, ms", "queries"]
    headings += [f"{name}: mean, p95" for name in (OWN, YARDSTICK, ADDRESSES)]
    headings += ["ratio without ids", "same first", "overlap of 10", "same total"]
    rows = []
    for kind, raw in classes.items():
        times = [raw[name] for name in (OWN, YARDSTICK, ADDRESSES) if name in raw]
        cells = [kind, str(len(times[0]["per_query_ms"]))]
        cells += [f"{one['mean_ms']:.3f}, {one['p95_ms']:.3f}" for one in times]
        if len(times) == 3:
            cells += [
                ", ".join(
                    f"{times[0][name] / times[2][name]:.2f}" for name in ("mean_ms", "p95_ms")
                )
            ]
            cells += [f"{share:.0%}" for share in raw["agreement"].values()]
        rows.append(cells + [""] * (len(headings) - len(cells)))
    return markdown(headings, rows)


def context_table(queries: Mapping[str, Any], context: Mapping[str, Any]) -> str:
    """Means of every engine as multiples of tantivy's."""
    names = list(dict.fromkeys(name for taken in context.values() for name in taken))
    headings = ["mean, against tantivy's", OWN, *names]
    rows = []
    for kind, raw in queries.items():
        taken = {OWN: raw[OWN], **context.get(kind, {})}
        base = raw[YARDSTICK if YARDSTICK in raw else OWN]["mean_ms"]
        ratios = [f"{taken[n]['mean_ms'] / base:.3g} ×" if n in taken else "" for n in headings[1:]]
        rows.append([kind, *ratios])
    return markdown(headings, rows)
