"""Where blobs are kept: one line of configuration (`KEEPWORD_BLOBS`).

file:<folder>                                     a folder of this machine; not set: var/blobs
s3://<bucket>/<prefix>?endpoint=…&region=…        a bucket; credentials as AWS's own tools take
                                                  them from the environment or the instance
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from keepword.vault.blobs.errors import BadBlobPlace, BlobStoreFailed
from keepword.vault.blobs.store import BlobStore

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_OPTIONS = ("endpoint", "region")

_REQUEST = timedelta(seconds=60)
_TRIES = 4
_TRYING = timedelta(seconds=30)
"""How long one request may take, how often it is tried again, and for how long in all."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of this machine."""

    path: Path


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket; `endpoint` is a URL where the store is not AWS's own."""

    name: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""


def place(text: str, default: Path) -> Folder | Bucket:
    """What `KEEPWORD_BLOBS` says; `default` is the folder where it says nothing.

    Raises:
        BadBlobPlace: it says neither.
    """
    if not text:
        return Folder(default)
    kind, _, rest = text.partition(":")
    if kind == "file" and rest and not rest.startswith("//"):
        return Folder(Path(rest).expanduser().absolute())
    if kind == "s3":
        return _bucket(text)
    raise BadBlobPlace("neither a folder nor a bucket", "폴더도 버킷도 아닙니다")


def open_store(where: Folder | Bucket) -> BlobStore:
    """The store in this place; a folder is made, for this account alone, where it is not there.

    Raises:
        BlobStoreFailed: the folder cannot be made.
        BadBlobPlace: no such store can be opened.
    """
    try:
        if isinstance(where, Folder):
            where.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            return BlobStore(LocalStore(where.path), where.path)
        return BlobStore(_s3(where))
    except OSError as error:
        raise BlobStoreFailed(type(error).__name__) from error
    except (BaseError, ValueError) as error:
        raise BadBlobPlace("the store cannot be opened", "저장소를 열 수 없습니다") from error


def _s3(where: Bucket) -> S3Store:
    """Only what is given: the rest is the environment's."""
    given = {"endpoint": where.endpoint, "region": where.region}
    return S3Store(
        where.name,
        prefix=where.prefix or None,
        config={name: value for name, value in given.items() if value},  # type: ignore[arg-type]
        client_options={"timeout": _REQUEST, "allow_http": where.endpoint.startswith("http:")},
        retry_config={"max_retries": _TRIES, "retry_timeout": _TRYING},
    )


def _bucket(text: str) -> Bucket:
    try:
        parts = urlsplit(text)
        options = parse_qs(parts.query, keep_blank_values=True)
        endpoint = options.get("endpoint", [""])[0]
        server = urlsplit(endpoint)
        host = server.hostname
    except ValueError:
        raise BadBlobPlace("not a URL", "URL 형식이 아닙니다") from None
    if not parts.netloc or parts.netloc != parts.hostname:
        raise BadBlobPlace("no name of a bucket", "버킷 이름이 없습니다")
    if set(options) - set(_OPTIONS) or any(len(v) > 1 or not v[0] for v in options.values()):
        raise BadBlobPlace(
            "only endpoint and region can be given, once",
            "endpoint와 region만 한 번씩 쓸 수 있습니다",
        )
    if endpoint and (not host or not _private(server.scheme, host)):
        raise BadBlobPlace("the endpoint is not https", "endpoint가 https가 아닙니다")
    prefix = unquote(parts.path).strip("/")
    return Bucket(parts.netloc, prefix, endpoint, options.get("region", [""])[0])


def _private(scheme: str, host: str) -> bool:
    return scheme == "https" or (scheme == "http" and host in _LOOPBACK)
