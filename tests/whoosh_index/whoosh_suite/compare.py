"""Compares two runs of a test suite by their JUnit files: `compare.py STOCK OURS`.

Exits with 1 when a test passed only in the first run.
"""

import sys
from collections import Counter
from xml.etree import ElementTree

Outcomes = dict[str, str]


def outcomes(path: str) -> Outcomes:
    """passed, failed or skipped, by the test's name."""
    found: Outcomes = {}
    for case in ElementTree.parse(path).iter("testcase"):
        tags = {child.tag for child in case}
        outcome = "failed" if tags & {"failure", "error"} else "passed"
        name = f"{case.get('classname')}.{case.get('name')}"
        found[name] = "skipped" if "skipped" in tags else outcome
    return found


def summary(name: str, found: Outcomes) -> str:
    counts = Counter(found.values())
    failed, skipped = counts["failed"], counts["skipped"]
    return f"{name}: {counts['passed']} of {len(found)} passed, {failed} failed, {skipped} skipped"


def listed(title: str, names: list[str]) -> None:
    if names:
        print(f"{title}:", *sorted(names), sep="\n  ")


def main(stock_path: str, ours_path: str) -> int:
    stock, ours = outcomes(stock_path), outcomes(ours_path)
    print(summary("Whoosh's own codec", stock))
    print(summary("ColumnCodec       ", ours))
    failing = {name for name, outcome in stock.items() if outcome == "failed"}
    listed("Failing with both", [name for name in failing if ours.get(name) == "failed"])
    lost = [n for n, was in stock.items() if was == "passed" and ours.get(n) != "passed"]
    listed("Passing only with Whoosh's own codec", lost)
    return 1 if lost or not stock else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
