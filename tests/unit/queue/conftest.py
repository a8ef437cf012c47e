from collections.abc import Iterator

import pytest
from redis import Redis

from ocr_service.queue.connection import connect
from ocr_service.stack.valkey import EmbeddedValkey


@pytest.fixture(scope="module")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedValkey]:
    with EmbeddedValkey(tmp_path_factory.mktemp("valkey")) as valkey:
        yield valkey


@pytest.fixture
def redis(valkey: EmbeddedValkey) -> Iterator[Redis]:
    client = connect(valkey.url, answer_seconds=5)
    client.flushall()
    yield client
    client.close()
