"""What can go wrong with blobs.

    VaultError
    ├── NoBlob            the object store holds no such object
    ├── BlobStoreFailed   the object store does not do its part
    ├── BadBlobPlace      KEEPWORD_BLOBS does not say where blobs are kept
    └── BadRange          a part of a blob that lies outside of it

A blob that was changed, cut, moved or sealed under another key is `SealBroken`, like any value.
"""

from __future__ import annotations

from keepword.foundation.errors import Message
from keepword.vault.errors import VaultError


class NoBlob(VaultError):
    """The database knows it and the store does not: lost, or restored without it."""

    code = "no-blob"
    way_out = Message(
        "Put the objects back from your copy of the object store, and check that KEEPWORD_BLOBS "
        "names the place where they were stored.",
        "보관해 둔 객체 저장소 사본에서 되돌려 놓고, KEEPWORD_BLOBS가 저장했던 위치를 "
        "가리키는지 확인하세요.",
    )

    def __init__(self) -> None:
        super().__init__(
            "The object store does not hold this file.", "객체 저장소에 이 파일이 없습니다."
        )


class BlobStoreFailed(VaultError):
    """Not there, full, or not ours to use; nothing was stored by halves. `reason` is a kind."""

    code = "blob-store-failed"
    way_out = Message(
        "Check that the folder or bucket in KEEPWORD_BLOBS is there, has room and may be used by "
        "this account, then try again.",
        "KEEPWORD_BLOBS의 폴더나 버킷이 있는지, 공간이 남았는지, 이 계정이 쓸 수 있는지 확인한 "
        "뒤 다시 시도하세요.",
    )

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"The object store does not answer as it should ({reason}).",
            f"객체 저장소가 제대로 응답하지 않습니다({reason}).",
        )


class BadBlobPlace(VaultError):
    """The process does not start with it: blobs would go nowhere, or unprotected."""

    code = "bad-blob-place"
    way_out = Message(
        "Write `file:<folder>` or `s3://<bucket>/<prefix>?endpoint=<https URL>&region=<region>`; "
        "plain http is for this machine only.",
        "`file:<폴더>` 또는 `s3://<버킷>/<접두어>?endpoint=<https 주소>&region=<리전>`으로 "
        "쓰세요. 암호화하지 않는 http는 이 컴퓨터에서만 쓸 수 있습니다.",
    )

    def __init__(self, en: str, ko: str) -> None:
        super().__init__(f"KEEPWORD_BLOBS: {en}.", f"KEEPWORD_BLOBS: {ko}.")


class BadRange(VaultError):
    """The asker's mistake (RFC 9110, 15.5.17: 416 Range Not Satisfiable)."""

    code = "bad-range"
    way_out = Message("Ask for a part within its size.", "파일 크기 안의 범위를 요청하세요.")

    def __init__(self, size: int) -> None:
        self.size = size
        super().__init__(
            f"The file has {size} bytes; this part lies outside of it.",
            f"파일 크기는 {size}바이트이며, 요청한 범위가 그 밖에 있습니다.",
        )
