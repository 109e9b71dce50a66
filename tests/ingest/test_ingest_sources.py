"""Names of publishers."""

from __future__ import annotations

import pytest

from searchkit.ingest.sources import source_name


@pytest.mark.parametrize("text", ["The Velmora Times", "Radio 24", "Quill & Sons"])
def test_a_publishers_name_is_kept(text):
    assert source_name(f" {text} ") == text


@pytest.mark.parametrize(
    "text",
    [
        "www.velmora.example",
        "velmora.com",
        "https://velmora.example/",
        "@velmora",
        "",
        "2022",
        None,
    ],
)
def test_a_host_or_a_handle_is_no_name(text):
    assert source_name(text) is None
