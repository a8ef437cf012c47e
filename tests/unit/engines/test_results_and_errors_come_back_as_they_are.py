import os

import pytest

from ocr_service.engines.errors import ModelMissing
from ocr_service.engines.host import ReaderCannotStart, ReadingHost
from ocr_service.reading.errors import FileEncrypted, TooManyPages
from tests.doubles.misbehaving_readers import good_result, open_and_crash, open_without_model
from tests.unit.engines.conftest import LIMITS


def nothing() -> None:
    pass


def test_a_result_with_its_pictures(host: ReadingHost) -> None:
    data = b"good:" + "图".encode() * 2_000_000
    result = host.read(data, (), only_template=None, while_waiting=nothing)
    assert result == good_result(data, template="1:")
    assert [page.picture for page in result.pages] == [data, data[::-1]]


def test_a_scan_error_with_its_params(host: ReadingHost) -> None:
    with pytest.raises(FileEncrypted):
        host.read(b"encrypted", (), only_template=None, while_waiting=nothing)
    child = host.pid
    with pytest.raises(TooManyPages) as refused:
        host.read(b"too many pages", (), only_template=None, while_waiting=nothing)
    assert refused.value.params == {"pages": 500, "limit": 100}
    assert host.pid == child


def test_a_missing_model_is_not_the_pages_fault() -> None:
    with ReadingHost(open_without_model, LIMITS, threads=1) as host, pytest.raises(ModelMissing) as missing:
        host.read(b"good", (), only_template=None, while_waiting=nothing)
    assert missing.value.params == {"model": "m", "folder": "f"}


def test_a_reader_that_never_comes_up_is_not_the_pages_fault() -> None:
    with ReadingHost(open_and_crash, LIMITS, threads=1) as host, pytest.raises(ReaderCannotStart):
        host.read(b"good", (), only_template=None, while_waiting=nothing)


def test_the_engines_name_is_the_childs(host: ReadingHost) -> None:
    assert host.engine_name == f"double/{host.pid}"


def test_the_child_gets_no_secrets_and_no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.doubles.misbehaving_readers import open_misbehaving

    monkeypatch.setenv("DATABASE_URL", "postgresql://name:secret@host/db")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy")
    with ReadingHost(open_misbehaving, LIMITS, threads=1) as host:
        result = host.read(b"environment", (), only_template=None, while_waiting=nothing)
    assert result.template is not None
    assert {"PATH", "OMP_NUM_THREADS"} <= set(result.template.split(",")) & set(os.environ) | {"OMP_NUM_THREADS"}
    assert "MALLOC_ARENA_MAX" in result.template.split(","), "each of its threads would keep a heap of its own"
    assert not {"DATABASE_URL", "HTTPS_PROXY"} & set(result.template.split(","))
