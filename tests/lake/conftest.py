"""A bucket on this machine, and a proxy before it that can fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import s3fs

from tests.conftest import SAMPLE_LOGS, analyzer
from tests.lake.bucket import NAME
from tests.object_store import Proxy, proxy, server


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server, told to everything here as users tell it, and a cache that is ours."""
    with server() as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", url)
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        # The dashboard says so of its lake, which decides what its queries' processes are told.
        patch.setenv("ANALYZER_LAKE", f"s3://{NAME}/samples")
        patch.setenv("ANALYZER_CACHE", str(tmp_path_factory.mktemp("cache") / "blocks"))
        s3fs.S3FileSystem.clear_instance_cache()
        yield url
        s3fs.S3FileSystem.clear_instance_cache()


@pytest.fixture(scope="module")
def objects(address: str) -> Any:
    """Where the test looks at the bucket, beside the lake's back."""
    store = s3fs.S3FileSystem(use_listings_cache=False)
    store.mkdir(NAME)
    return store


@pytest.fixture(scope="module")
def samples(objects: Any, sample_lake: Path) -> str:
    """The sample logs in the bucket, with the secret of their lake in a folder."""
    objects.pipe_file(f"{NAME}/samples/secret", (sample_lake / "secret").read_bytes())
    ran = analyzer("ingest", SAMPLE_LOGS, "--lake", f"s3://{NAME}/samples")
    assert ran.status == 0, ran.err
    return f"s3://{NAME}/samples"


@pytest.fixture
def url(objects: Any, request: pytest.FixtureRequest) -> str:
    """A prefix where nothing is yet."""
    name = "".join(c if c.isalnum() else "-" for c in request.node.name)
    return f"s3://{NAME}/{name}"


@pytest.fixture
def between(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """A proxy that all that is started from now on goes through."""
    with proxy(address) as one:
        monkeypatch.setenv("AWS_ENDPOINT_URL", one.url)
        s3fs.S3FileSystem.clear_instance_cache()
        yield one
    s3fs.S3FileSystem.clear_instance_cache()
