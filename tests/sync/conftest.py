import fake_reader
import pytest
from newsroom import Newsroom

from searchkit.ingest import workers


@pytest.fixture(autouse=True)
def _fake_reader(monkeypatch):
    monkeypatch.setattr(workers, "READER", "fake_reader")
    fake_reader.PARSED.clear()


@pytest.fixture
def room(tmp_path):
    return Newsroom(tmp_path)


@pytest.fixture
def five(room):
    """Five files in two folders, ingested."""
    for name in ("news/01.txt", "news/02.txt", "news/2022/01.txt", "news/2022/02.txt"):
        room.write(name, f"{name} | body")
    room.write("news/2022/03.txt", "many a | 1\nmany b | 2\nmany c | 3\n")
    room.ingest()
    return room
