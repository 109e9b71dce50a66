"""PDF documents are read where pypdf is installed, and say what to install where it is not."""

import builtins

import pytest
from packed_news import read, reasons

from searchkit.ingest import limits
from searchkit.model import Article


def document(lines: list[str], pages: int = 1) -> bytes:
    """A PDF document of as many pages, each with these lines."""
    text = "BT /F1 12 Tf 14 TL 72 720 Td " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    kids = " ".join(f"{5 + page} 0 R" for page in range(pages))
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        *[
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        ]
        * pages,
        "<< /Title (untitled-3.indd) /Author (desk07) >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"<< /Size {len(bodies) + 1} /Root 1 0 R /Info {len(bodies)} 0 R >>"
    end = f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}trailer\n{trailer}\n"
    return data + f"{end}startxref\n{len(data)}\n%%EOF".encode()


STORY = ["Ferry crews vote to strike", "The crews of the Sollen ferries voted for a strike on Mon-",
         "day, their union said, and would not sail before the end of the week."]  # fmt: skip


def test_the_text_is_read_and_what_the_maker_says_of_it_is_not_believed() -> None:
    pytest.importorskip("pypdf")
    (article,) = read(document(STORY), "a.pdf")
    assert isinstance(article, Article)
    assert "strike on Monday, their union" in article.body.replace("\n", " ")
    assert article.title != "untitled-3.indd"
    assert {(item.value, item.basis) for item in article.candidates} >= {
        ("untitled-3.indd", "weak"),
        ("desk07", "weak"),
    }


def test_damaged_empty_and_long_documents_are_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pypdf")
    assert "damaged PDF" in reasons(read(b"%PDF-1.7 ...", "a.pdf"))["a.pdf"]
    assert "pictures" in reasons(read(document([]), "a.pdf"))["a.pdf"]
    monkeypatch.setattr(limits, "PDF_PAGES", 2)
    assert "split it" in reasons(read(document(STORY, pages=3), "a.pdf"))["a.pdf"]


def test_without_pypdf_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *rest: object, **more: object) -> object:
        if name == "pypdf":
            raise ImportError(name)
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", missing)
    assert "searchkit[pdf]" in reasons(read(document(STORY), "a.pdf"))["a.pdf"]
