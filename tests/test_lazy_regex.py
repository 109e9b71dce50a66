"""A lazy pattern is compiled when it is used, and does what the compiled one does."""

from __future__ import annotations

import re

import pytest

from searchkit.lazy_regex import lazy_pattern


def test_a_pattern_that_is_wrong_is_found_out_when_it_is_used():
    wrong = lazy_pattern("(")
    with pytest.raises(re.error):
        wrong.match("a")


def test_a_lazy_pattern_does_what_the_compiled_one_does():
    lazy, compiled = lazy_pattern("(a)b", re.IGNORECASE), re.compile("(a)b", re.IGNORECASE)
    assert lazy.pattern == compiled.pattern
    for _ in range(2):
        assert lazy.sub(r"\1", "xABx") == compiled.sub(r"\1", "xABx") == "xAx"
        assert lazy.fullmatch("ab") is not None
        assert lazy.fullmatch("abc") is None


def test_a_lazy_pattern_is_compiled_once(monkeypatch):
    lazy, compile_ = lazy_pattern("a"), re.compile
    asked = []
    monkeypatch.setattr(re, "compile", lambda *args: asked.append(args) or compile_(*args))
    assert lazy.match("a")
    assert lazy.match("a")
    assert len(asked) == 1
