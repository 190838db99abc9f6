"""Requests to one bucket, with s3fs: retries, errors and credentials.

Credentials, region, endpoint and retries are what the AWS tools take from environment, profile or
instance role; deltalake, which has a client of its own, is given the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from analyzer.errors import AnalyzerError, LakeError, UsageError
from analyzer.system.version import installs

_RETRIES = 10
_CONFLICTS = {"PreconditionFailed", "ConditionalRequestConflict", "412", "409"}
_ABSENT = {"NoSuchKey", "404"}
_DENIED = {"AccessDenied", "403", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken"}


class ConditionFailedError(Exception):
    """An object was not put, because the one that is there is not the one that was expected."""


@dataclass(frozen=True)
class Head:
    """What a store says of an object. `age_s` is by the store's own clock."""

    etag: str
    size: int
    age_s: float
    metadata: Mapping[str, str]


class Objects:
    """The objects of one bucket. Raises LakeError for whatever a store can answer or not."""

    def __init__(self, bucket: str) -> None:
        self.bucket = bucket
        self._store = _connected(bucket)
        client = self._store.s3
        self.endpoint: str = client.meta.endpoint_url

    def get(self, key: str, start: int | None = None, stop: int | None = None) -> bytes | None:
        """The bytes of an object, or a range of them; None where there is no such object."""
        with self._as_lake_error(key):
            try:
                data: bytes = self._store.cat_file(f"{self.bucket}/{key}", start=start, end=stop)
            except FileNotFoundError as error:
                if _code(error) == "NoSuchBucket":
                    raise
                return None
            return data

    def head(self, key: str) -> Head | None:
        """Metadata of an object; None where there is none."""
        with self._as_lake_error(key):
            try:
                head = self._call("head_object", Key=key)
            except FileNotFoundError:
                return None
        now = parsedate_to_datetime(head["ResponseMetadata"]["HTTPHeaders"]["date"])
        age = (now - head["LastModified"]).total_seconds()
        return Head(head["ETag"], head["ContentLength"], age, head["Metadata"])

    def put(
        self,
        key: str,
        data: bytes,
        *,
        metadata: Mapping[str, str] | None = None,
        expected: Head | None = None,
        fresh: bool = False,
    ) -> None:
        """Put an object, whole, in one request: one that is cut off leaves nothing.

        Raises ConditionFailedError where it is not `fresh`, or not the `expected` one any more.
        """
        condition = {"IfMatch": expected.etag} if expected else {}
        if fresh:
            condition["IfNoneMatch"] = "*"
        with self._as_lake_error(key):
            self._call("put_object", Key=key, Body=data, Metadata=dict(metadata or {}), **condition)

    def delete(self, key: str) -> None:
        """Delete an object, if it is there."""
        with self._as_lake_error(key):
            self._call("delete_object", Key=key)

    def pages(self, prefix: str, **options: Any) -> Iterator[dict[str, Any]]:
        """The listing under a prefix, up to a thousand at a time."""
        while True:
            with self._as_lake_error(prefix):
                page: dict[str, Any] = self._call("list_objects_v2", Prefix=prefix, **options)
            yield page
            if not page.get("IsTruncated"):
                return
            options["ContinuationToken"] = page["NextContinuationToken"]

    def unfinished(self, prefix: str) -> list[dict[str, Any]]:
        """Uploads in parts that were never completed."""
        with self._as_lake_error(prefix):
            found: dict[str, Any] = self._call("list_multipart_uploads", Prefix=prefix)
        return list(found.get("Uploads", ()))

    def abort(self, upload: Mapping[str, Any]) -> None:
        """Be rid of one of these."""
        with self._as_lake_error(upload["Key"]):
            self._call("abort_multipart_upload", Key=upload["Key"], UploadId=upload["UploadId"])

    def delta_options(self) -> dict[str, str]:
        """The same credentials, region and endpoint for deltalake."""
        client = self._store.s3
        options = {
            "aws_conditional_put": "etag",
            "aws_region": client.meta.region_name or "us-east-1",
            "max_retries": str(_RETRIES),
            "retry_timeout": "60s",
        }
        endpoint = urlsplit(self.endpoint)
        if not (endpoint.hostname or "").endswith(".amazonaws.com"):
            virtual = (client.meta.config.s3 or {}).get("addressing_style") == "virtual"
            host = f"{self.bucket}.{endpoint.netloc}" if virtual else endpoint.netloc
            options |= {
                "aws_endpoint_url": f"{endpoint.scheme}://{host}",
                "aws_virtual_hosted_style_request": str(virtual).lower(),
                "allow_http": str(endpoint.scheme == "http").lower(),
            }
        return options | self._credentials()

    def _credentials(self) -> dict[str, str]:
        from fsspec.asyn import sync

        async def found() -> Any:
            held = await self._store.session.get_credentials()
            return held and await held.get_frozen_credentials()

        with self._as_lake_error(""):
            found_now = sync(self._store.loop, found)
        if found_now is None:
            raise LakeError(
                "no credentials", where=f"s3://{self.bucket}", todo="Set AWS_PROFILE or AWS_… keys"
            )
        given = {
            "aws_access_key_id": found_now.access_key,
            "aws_secret_access_key": found_now.secret_key,
            "aws_session_token": found_now.token,
        }
        return {name: value for name, value in given.items() if value}

    def _call(self, operation: str, **options: Any) -> Any:
        return self._store.call_s3(operation, Bucket=self.bucket, **options)

    @contextmanager
    def _as_lake_error(self, key: str) -> Iterator[None]:
        """Errors of S3 and of the network as a LakeError that names the object."""
        try:
            yield
        except AnalyzerError:
            raise
        except Exception as error:  # what botocore, aiohttp and the system raise has no one root
            code = _code(error)
            if code in _CONFLICTS:
                raise ConditionFailedError(key) from None
            what, todo = _explained(error, code)
            raise LakeError(
                what, where=f"s3://{self.bucket}/{key}".rstrip("/"), todo=todo
            ) from None


def _connected(bucket: str) -> Any:
    try:
        import s3fs
    except ImportError:
        raise UsageError(
            "needs s3fs", where=f"s3://{bucket}", todo=f"Run {installs('s3')}"
        ) from None
    style = os.environ.get("AWS_VIRTUAL_HOSTED_STYLE_REQUEST", "").lower()
    named = {"true": {"addressing_style": "virtual"}, "false": {"addressing_style": "path"}}
    config = {"s3": named[style]} if style in named else {}
    return s3fs.S3FileSystem(use_listings_cache=False, config_kwargs=config)


def _code(error: BaseException) -> str:
    """The store's own word for an error; empty where it did not answer."""
    response = getattr(error.__cause__ or error, "response", None)
    return str(response["Error"]["Code"]) if isinstance(response, dict) else ""


def _explained(error: Exception, code: str) -> tuple[str, str]:
    """What an error means, and what to do."""
    if code == "NoSuchBucket":
        return "there is no such bucket", "Make it, or name another --lake"
    if code in _DENIED or isinstance(error, PermissionError):
        return "no permission", "Check credentials and the bucket's policy"
    if type(error).__name__ in {"NoCredentialsError", "PartialCredentialsError"}:
        return "no credentials", "Set AWS_PROFILE or AWS_… keys"
    head = str(error).strip() or type(error).__name__
    return head.splitlines()[0], "Try again, or check AWS_ENDPOINT_URL"
