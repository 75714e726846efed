"""Records are read again as they came, wherever they are kept."""

import tempfile

import pytest

from plangen.problems import UsageError
from plangen.spool import Spool

RECORDS = [b"a" * 10, b"", b"b" * 30, b"c"]


@pytest.mark.parametrize("in_memory", [0, 10, 11, 1000])
def test_records_are_read_again(in_memory: int) -> None:
    spool = Spool(in_memory)
    for number, record in enumerate(RECORDS, 1):
        spool.add(record)
        assert len(spool) == number
        assert list(spool) == RECORDS[:number]
    assert next(iter(spool)) == RECORDS[0]
    spool.add(b"d")
    assert list(spool) == [*RECORDS, b"d"]


def test_without_room_there_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    spool = Spool(10)
    spool.add(b"a" * 10)
    with pytest.raises(UsageError, match="cannot write a temporary file: No space left on device"):
        spool.add(b"b")
    assert list(spool) == [b"a" * 10]
