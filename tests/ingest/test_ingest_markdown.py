"""Markdown is read as its text, with the fields in front of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packed_news import PROSE, read, reasons

from searchkit.ingest import limits
from searchkit.ingest.markdown import read_markdown
from searchkit.ingest.rules import Rules
from searchkit.model import Article

STORY = f"""---
title: "Dam gate fails: what we know"
date: 2025-04-18
tags: [dam, 'the valley']
authors:
  - Jane Quill
  - Sam Ode # both
---

# Dam gate fails: what we know

{PROSE}

## What happened

* one **bold** thing
* a [link](https://news.example)
"""


def read_story(text: str, rules: Rules | None = None) -> Article:
    (item,) = read(text.encode(), "a.md", rules or Rules())
    assert isinstance(item, Article)
    return item


def test_fields_on_top_are_a_record_and_marks_are_gone() -> None:
    article = read_story(STORY)
    assert article.title == "Dam gate fails: what we know"
    assert (str(article.published), article.author) == ("2025-04-18", "Jane Quill, Sam Ode")
    assert article.body.startswith("The council said")
    assert "What happened" in article.body
    assert not any(mark in article.body for mark in ("#", "**", "](", "Dam gate"))


def test_without_fields_the_first_heading_is_the_title() -> None:
    article = read_story(f"# A *storm*\n\n{PROSE}")
    assert (article.title, article.title_basis) == ("A storm", "heading")
    assert article.body == PROSE.strip()


def test_fields_may_be_mapped_and_be_toml() -> None:
    rules = Rules(fields={"source": ("desk.label",), "title": ("head",)})
    article = read_story(f'+++\nhead = "A"\ndesk.label = "Courier"\n+++\n{PROSE}', rules)
    assert (article.title, article.source) == ("A", "Courier")


def test_a_file_too_long_for_the_parser_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MARKDOWN_CHARACTERS", 100)
    assert "split it" in reasons(read(b"# A\n" + b"word " * 99, "a.md"))["a.md"]


@given(st.text(alphabet="-+: \nab[]'\"#`*_>|\\", max_size=120))
def test_no_markdown_fails(text: str) -> None:
    fields, markup = read_markdown(text)
    assert isinstance(fields, dict)
    assert isinstance(markup, str)
