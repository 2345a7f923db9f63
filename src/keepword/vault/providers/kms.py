"""Roots under keys of AWS KMS (or what speaks its language): gone for ever from a date on.

Each generation has a KMS key of its own, which encrypts the root (`Encrypt`, with the encryption
context {tenant, generation}: KMS refuses another's). Destroying schedules the key's deletion; KMS
deletes after 7 to 30 days and names the date (AWS KMS API reference, ScheduleKeyDeletion).

What an attacker can do with each piece:

- the database, old and new, with `sealed`: nothing;
- the credentials of the key holder: open roots in force, every time in the account's CloudTrail;
  never copy a KMS key out;
- an account that may `kms:CancelKeyDeletion`, with an old database: until the date, everything of
  that time. So nobody's policy should allow it; `deletion` shows whether it was done. After the
  date: nothing, whoever they are.

The holder needs, and should have no more than: CreateKey, TagResource, CreateAlias, DescribeKey,
ListResourceTags, Encrypt, Decrypt, ScheduleKeyDeletion.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from keepword.vault.errors import NoKey, ProviderFailed, SealBroken
from keepword.vault.keytree import new_key
from keepword.vault.providers import Finality, Kept
from keepword.vault.providers.naming import Naming
from keepword.vault.sealing import KEY_BYTES, encoded, framed

if TYPE_CHECKING:
    from mypy_boto3_kms.client import KMSClient
    from mypy_boto3_kms.type_defs import KeyMetadataTypeDef

MIN_WAITING_DAYS, MAX_WAITING_DAYS = 7, 30
"""What KMS allows."""

_OWNER_TAG = "keepword-installation"
_BROKEN = frozenset({"InvalidCiphertextException", "IncorrectKeyException"})
_MISSING = "NotFoundException"


def client(region: str | None, endpoint: str | None) -> KMSClient:
    """A client that does not wait for ever; credentials come as AWS's own tools find them.

    Raises:
        ProviderFailed: the region or the credentials' configuration cannot be used.
    """
    config = Config(
        connect_timeout=5, read_timeout=10, retries={"mode": "standard", "max_attempts": 3}
    )
    with _typed():
        try:
            return boto3.session.Session().client(
                "kms", region_name=region, endpoint_url=endpoint, config=config
            )
        except ValueError:
            raise ProviderFailed(
                Kms.name,
                "its region or endpoint is not well-formed.",
                "리전이나 엔드포인트의 형식이 올바르지 않습니다.",
            ) from None


@final
class Kms:
    """Roots of one tenant, encrypted by KMS; for threads.

    Args:
        client_factory: makes the client, when it is first needed.
        tenant: whose roots these are.
        installation: tells this installation's keys from another's in the same account.
        waiting_days: how long KMS waits before it deletes (7 to 30).
    """

    name: ClassVar[str] = "kms"
    finality: ClassVar[Finality] = "dated"

    def __init__(
        self,
        client_factory: Callable[[], KMSClient],
        tenant: str,
        installation: bytes,
        waiting_days: int = MIN_WAITING_DAYS,
    ) -> None:
        self._client_factory = client_factory
        self._client: KMSClient | None = None
        self._lock = threading.Lock()
        self._tenant = tenant
        self._naming = Naming(f"alias/keepword-{tenant}-")
        self._waiting_days = waiting_days
        owner = framed("keepword/root/owner", installation, encoded(tenant))
        self._owner = hashlib.sha256(owner).hexdigest()[:32]

    def __repr__(self) -> str:
        return f"Kms(tenant={self._tenant!r}, waiting_days={self._waiting_days})"

    def create(self, generation: int) -> Kept:
        """A new root, under this generation's key: an earlier attempt's, if there is one.

        A crash between making a key and naming it leaves a key without use, which its description
        gives away.
        """
        root = new_key()
        with _typed():
            arn = self._own_key(generation) or self._make_key(generation)
            sealed = self._kms().encrypt(
                KeyId=arn, Plaintext=root, EncryptionContext=self._context(generation)
            )["CiphertextBlob"]
        kept = Kept(self._naming.handle(generation, arn), sealed)
        self._must_open(kept, root)
        return kept

    def secret(self, kept: Kept) -> bytes:
        """The root."""
        generation, arn = self._naming.read(kept.handle)
        if not kept.sealed:
            raise SealBroken
        with _typed():
            key = self._described(arn)
            if key is None or "DeletionDate" in key:
                raise NoKey
            _must_work(key)
            root = self._kms().decrypt(
                KeyId=arn,
                CiphertextBlob=kept.sealed,
                EncryptionContext=self._context(generation),
            )["Plaintext"]
        if len(root) != KEY_BYTES:
            raise SealBroken
        return root

    def destroy(self, kept: Kept, now: datetime) -> datetime | None:
        """Have KMS delete the key; the date that KMS names, also when asked again.

        None where KMS knows no such key: it may be gone, or be in another account.
        """
        _, arn = self._naming.read(kept.handle)
        with _typed():
            key = self._described(arn)
            if key is None:
                return None
            if "DeletionDate" in key:
                return key["DeletionDate"].astimezone(UTC)
            scheduled = self._kms().schedule_key_deletion(
                KeyId=key["KeyId"], PendingWindowInDays=self._waiting_days
            )
            return scheduled["DeletionDate"].astimezone(UTC)

    def deletion(self, kept: Kept) -> datetime | None:
        """When KMS deletes this key; None where it will not, or knows no such key (any more).

        Raises:
            SealBroken: not a handle of this tenant's.
            ProviderFailed: KMS cannot be asked.
        """
        _, arn = self._naming.read(kept.handle)
        with _typed():
            key = self._described(arn)
            return key["DeletionDate"].astimezone(UTC) if key and "DeletionDate" in key else None

    def check(self) -> str:
        """Ask KMS for a key; which address answered.

        Raises:
            ProviderFailed: it cannot be used.
        """
        with _typed():
            self._described(self._naming.label(1))
            return self._kms().meta.endpoint_url

    # ─────────────────────────────────────────────────────────────────────────────────────────

    def _kms(self) -> KMSClient:
        with self._lock:
            if self._client is None:
                self._client = self._client_factory()
            return self._client

    def _context(self, generation: int) -> dict[str, str]:
        return {"tenant": self._tenant, "generation": str(generation)}

    def _described(self, key: str) -> KeyMetadataTypeDef | None:
        try:
            return self._kms().describe_key(KeyId=key)["KeyMetadata"]
        except ClientError as error:
            if _code(error) == _MISSING:
                return None
            raise

    def _own_key(self, generation: int) -> str | None:
        """The key that an earlier attempt made, if it is ours and works.

        Raises:
            ProviderFailed: another installation has this name, or the key cannot be used.
        """
        alias = self._naming.label(generation)
        key = self._described(alias)
        if key is None:
            return None
        tags = self._kms().list_resource_tags(KeyId=key["KeyId"])["Tags"]
        if (_OWNER_TAG, self._owner) not in {(tag["TagKey"], tag["TagValue"]) for tag in tags}:
            raise ProviderFailed(
                Kms.name,
                f"'{alias}' is another installation's; use an account or a region of your own.",
                f"'{alias}'은(는) 다른 설치의 것입니다. 별도의 계정이나 리전을 쓰세요.",
            )
        _must_work(key)
        return key["Arn"]

    def _make_key(self, generation: int) -> str:
        made = self._kms().create_key(
            Description=f"Keepword: root {generation} of {self._tenant}. "
            "Keepword itself schedules its deletion; without an alias it is not in use.",
            KeyUsage="ENCRYPT_DECRYPT",
            KeySpec="SYMMETRIC_DEFAULT",
            Tags=[
                {"TagKey": "keepword-tenant", "TagValue": self._tenant},
                {"TagKey": "keepword-generation", "TagValue": str(generation)},
                {"TagKey": _OWNER_TAG, "TagValue": self._owner},
            ],
        )["KeyMetadata"]
        self._kms().create_alias(
            AliasName=self._naming.label(generation), TargetKeyId=made["KeyId"]
        )
        return made["Arn"]

    def _must_open(self, kept: Kept, root: bytes) -> None:
        """No root is used that KMS would not give back."""
        try:
            same = hmac.compare_digest(self.secret(kept), root)
        except (SealBroken, NoKey):
            same = False
        if not same:
            raise ProviderFailed(
                self.name,
                "does not open what it has just sealed.",
                "방금 봉인한 값을 열지 못합니다.",
            )


def _must_work(key: KeyMetadataTypeDef) -> None:
    state = key.get("KeyState", "")
    if state != "Enabled":
        raise ProviderFailed(
            Kms.name, f"a key is in the state '{state}'.", f"키의 상태가 '{state}'입니다."
        )


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")


@contextmanager
def _typed() -> Iterator[None]:
    """No error of boto leaves: its text names accounts and addresses; its code says enough."""
    try:
        yield
    except ClientError as error:
        code = _code(error)
        if code in _BROKEN:
            raise SealBroken from None
        raise ProviderFailed(
            Kms.name, f"KMS refuses ({code}).", f"KMS가 거부합니다({code})."
        ) from None
    except BotoCoreError as error:
        kind = type(error).__name__
        raise ProviderFailed(
            Kms.name, f"KMS cannot be asked ({kind}).", f"KMS에 요청할 수 없습니다({kind})."
        ) from None
