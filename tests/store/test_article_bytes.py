"""Articles as bytes: a line of fields, and the body as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.store.article_bytes import join_article, split_article

TEXT = st.text(st.characters(codec="utf-8"), max_size=30)


@given(st.dictionaries(TEXT.filter(lambda name: name != "body"), TEXT, max_size=5), TEXT)
def test_fields_and_body_come_back(fields: dict[str, str], body: str) -> None:
    assert split_article(join_article(fields, body)) == {**fields, "body": body}


def test_a_body_is_kept_as_it_is() -> None:
    stored = join_article({"id": "a", "title": "One\nline"}, '{"not": "JSON"}\n\nä')
    assert stored.decode() == '{"id":"a","title":"One\\nline"}\n{"not": "JSON"}\n\nä'


@pytest.mark.parametrize("data", [b"", b"text\nbody", b"[]\nbody", b'{"id": "a"}\n\xff', b"{}{}\n"])
def test_other_bytes_are_no_article(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        split_article(data)
