"""`--open`: an article in the user's browser."""

from __future__ import annotations

import webbrowser
from typing import TYPE_CHECKING

from searchkit.cli.console import Console
from searchkit.errors import SearchkitError

if TYPE_CHECKING:
    from searchkit.archive import Archive
    from searchkit.model import Article, Hit


def open_article(console: Console, archive: Archive, article: Article | Hit) -> None:
    """Open an article's page, else its file. Raises SearchkitError where that cannot be done."""
    address = archive.address_of(article)
    if address is None:
        raise SearchkitError(f"{article.id} cannot be opened: it has no address, nor a file here")
    console.note(f"searchkit: opening {address}")
    if not webbrowser.open(address):
        raise SearchkitError(f"no browser could be started for {address}: name one in BROWSER")
