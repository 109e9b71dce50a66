"""On real articles, looking where something is shown chooses what looking everywhere would."""

from __future__ import annotations

import json
import os
from itertools import islice
from pathlib import Path
from random import Random
from unittest.mock import patch

import pytest
from plain_choice import PlainFitter, plain_breaks

from searchkit.analysis.analyzer import analyze
from searchkit.analysis.offsets import Offsets
from searchkit.snippets import passages as module
from searchkit.snippets.passages import Needle, passages
from searchkit.snippets.sentences import breaks


@pytest.fixture(scope="module", params=["senate_press.jsonl", "headlines_2007.jsonl"])
def bodies(request):
    folder = os.environ.get("SEARCHKIT_EVAL_DATA")
    path = Path(folder or "", request.param)
    if not folder or not path.is_file():
        pytest.skip("SEARCHKIT_EVAL_DATA does not lead to the evaluation data")
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line).get("text") or "" for line in islice(lines, 0, 40_000, 200)]


def test_words_end_where_the_analyzer_ends_them(bodies):
    for body in bodies:
        tokens = analyze(body)
        places = [(position, position + 1) for position in range(len(tokens))]
        expected = list(zip(tokens.starts, tokens.ends, strict=True))
        assert Offsets(body, tokens.starts).spans(places) == expected


@pytest.mark.parametrize("language", ["en", "fr", None])
def test_sentences_end_where_asking_every_space_finds_an_end(bodies, language):
    for body in bodies:
        expected = list(plain_breaks(body, 0, len(body), language))
        assert list(breaks(body, 0, len(body), language)) == expected


@pytest.mark.parametrize(("width", "count"), [(240, 2), (60, 3)])
def test_passages_are_those_of_the_plain_choice(bodies, width, count):
    chance = Random(7)
    for body in bodies:
        tokens = analyze(body).tokens
        forms = {token.form for token in chance.sample(tokens, min(4, len(tokens)))}
        needles = [
            Needle(
                [(t.position, t.position + t.length) for t in tokens if t.form == form],
                chance.uniform(0, 9),
            )
            for form in sorted(forms)
        ]
        starts, options = analyze(body).starts, {"language": "en", "width": width, "count": count}
        found = passages(body, starts, needles, **options)
        with patch.object(module, "Fitter", PlainFitter):
            assert passages(body, starts, needles, **options) == found
