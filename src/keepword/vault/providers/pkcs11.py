"""Roots under keys that a PKCS#11 token never gives out (HSM, smart card): gone at once, for ever.

Each generation has an AES-256 key object of its own, made on the token. The root is sealed here
under a one-time key, and the token encrypts that one-time key. So the token need only do AES-CBC of
two blocks (CKM_AES_CBC), which every one does; its own AES-GCM is not relied on, since tokens in
FIPS mode choose the nonce themselves and an older library cannot tell which.

    sealed = 0x01 ‖ IV (16) ‖ one-time key under the token's key (32) ‖ root under the one-time key

The last part is AES-256-GCM (`vault.sealing`) and its associated data name tenant and generation:
a changed IV or one-time key, or another generation's seal, does not open.

What an attacker can do with each piece:

- the database, old and new, with `sealed`: nothing;
- the token without its PIN: nothing but end the keys, which stops the house;
- the account that runs the key holder (token and PIN): open roots that are in force, as long as it
  has the token; never copy the key out, and nothing from before the last root turn;
- a backup or clone of the token from before a turn, its PIN and an old database: everything of that
  time. Destroying reaches no clone, so these keys are not to be backed up: that is what escrow is
  for (`vault.escrow`). SoftHSM2 keeps its keys in files, which is as good as a key file and no
  better.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from datetime import datetime
from typing import ClassVar, cast, final

from pkcs11.constants import Attribute, MechanismFlag, ObjectClass
from pkcs11.exceptions import FunctionNotSupported
from pkcs11.mechanisms import KeyType, Mechanism
from pkcs11.types import DecryptMixin, EncryptMixin, SecretKey, Session

from keepword.vault.errors import NoKey, ProviderFailed, SealBroken
from keepword.vault.keytree import new_key
from keepword.vault.providers import Finality, Kept
from keepword.vault.providers.naming import Naming
from keepword.vault.providers.token import NAME, Token
from keepword.vault.sealing import (
    KEY_BYTES,
    OVERHEAD,
    VERSION,
    encoded,
    framed,
    number,
    seal,
    unseal,
)

_IV_BYTES = 16
_ID_BYTES = 16
_SEALED_BYTES = len(VERSION) + _IV_BYTES + KEY_BYTES + OVERHEAD + KEY_BYTES

_ON_TOKEN = (Attribute.LOCAL, Attribute.ALWAYS_SENSITIVE, Attribute.NEVER_EXTRACTABLE)
"""True of a key that was made on the token and could never leave it."""


@final
class Pkcs11:
    """Roots of one tenant, sealed by a token; for threads.

    Args:
        token: what does the work.
        tenant: whose roots these are.
        installation: tells this installation's keys from another's on the same token.
    """

    name: ClassVar[str] = NAME
    finality: ClassVar[Finality] = "immediate"

    def __init__(self, token: Token, tenant: str, installation: bytes) -> None:
        self._token = token
        self._tenant = tenant
        self._installation = installation
        self._naming = Naming(f"keepword-root-{tenant}-")

    def __repr__(self) -> str:
        return f"Pkcs11(module={self._token.module!r}, token={self._token.label!r})"

    def create(self, generation: int) -> Kept:
        """A new root, under this generation's key: an earlier attempt's, if there is one."""
        object_id = self._object_id(generation)
        label = self._naming.label(generation)
        iv, one_time, root = os.urandom(_IV_BYTES), new_key(), new_key()

        def work(session: Session) -> tuple[bytes, bytes]:
            found = _objects(session, label, object_id)
            key = found[0] if found else _generate(session, label, object_id)
            self._must_be_of_the_token(key)
            return _encrypt(key, iv, one_time), session.token.serial

        wrapped, serial = self._token.ask(work)
        inner = seal(one_time, root, self._aad(generation))
        handle = self._naming.handle(generation, f"{object_id.hex()}-{serial.hex()}")
        kept = Kept(handle, VERSION + iv + wrapped + inner)
        self._must_open(kept, root)
        return kept

    def secret(self, kept: Kept) -> bytes:
        """The root."""
        generation, object_id, _ = self._read(kept.handle)
        sealed = kept.sealed
        if len(sealed) != _SEALED_BYTES or sealed[:1] != VERSION:
            raise SealBroken
        iv, wrapped, inner = sealed[1:17], sealed[17:49], sealed[49:]

        def work(session: Session) -> bytes:
            found = _objects(session, self._naming.label(generation), object_id)
            if not found:
                raise NoKey
            return _decrypt(found[0], iv, wrapped)

        return unseal(self._token.ask(work), inner, self._aad(generation))

    def destroy(self, kept: Kept, now: datetime) -> datetime | None:
        """Destroy the generation's key on the token, and see that it is gone.

        None where this is not the token that the key was made on: another may still have it.
        """
        generation, object_id, serial = self._read(kept.handle)
        label = self._naming.label(generation)

        def work(session: Session) -> bool:
            for key in _objects(session, label, object_id):
                key.destroy()
            if _objects(session, label, object_id):
                raise ProviderFailed(NAME, "did not destroy a key.", "키를 파기하지 못했습니다.")
            return session.token.serial.hex() == serial

        return now if self._token.ask(work) else None

    def check(self) -> str:
        """Log in and out; who made the token, and its model.

        Raises:
            ProviderFailed: it cannot be used.
        """

        def work(session: Session) -> str:
            return f"{session.token.manufacturer_id.strip()}, {session.token.model.strip()}"

        return self._token.ask(work)

    # ─────────────────────────────────────────────────────────────────────────────────────────

    def _object_id(self, generation: int) -> bytes:
        """CKA_ID: the same at every attempt, and no other installation's."""
        parts = (self._installation, encoded(self._tenant), number(generation))
        return hashlib.sha256(framed("keepword/root/object", *parts)).digest()[:_ID_BYTES]

    def _aad(self, generation: int) -> bytes:
        return framed("keepword/root/pkcs11", encoded(self._tenant), number(generation))

    def _read(self, handle: str) -> tuple[int, bytes, str]:
        """Generation, CKA_ID and the token's serial number."""
        generation, found = self._naming.read(handle)
        object_id, _, serial = found.partition("-")
        if not re.fullmatch(f"[0-9a-f]{{{2 * _ID_BYTES}}}", object_id):
            raise SealBroken
        return generation, bytes.fromhex(object_id), serial

    def _must_open(self, kept: Kept, root: bytes) -> None:
        """No root is used that the token would not give back."""
        try:
            same = hmac.compare_digest(self.secret(kept), root)
        except (SealBroken, NoKey):
            same = False
        if not same:
            raise ProviderFailed(
                NAME,
                "does not open what it has just sealed.",
                "방금 봉인한 값을 열지 못합니다.",
            )

    def _must_be_of_the_token(self, key: SecretKey) -> None:
        if not all(key[attribute] for attribute in _ON_TOKEN):
            raise ProviderFailed(
                NAME,
                f"the key '{key.label}' was not made on the token or can leave it; remove it.",
                f"키 '{key.label}'은(는) 토큰에서 만들어지지 않았거나 "
                "토큰 밖으로 나갈 수 있습니다. 지우세요.",
            )


def _objects(session: Session, label: str, object_id: bytes) -> list[SecretKey]:
    """The keys of this name: one or none."""
    wanted = {
        Attribute.CLASS: ObjectClass.SECRET_KEY,
        Attribute.KEY_TYPE: KeyType.AES,
        Attribute.LABEL: label,
        Attribute.ID: object_id,
    }
    # A list: a search that is left open blocks the session.
    return [found for found in list(session.get_objects(wanted)) if isinstance(found, SecretKey)]


def _generate(session: Session, label: str, object_id: bytes) -> SecretKey:
    return session.generate_key(
        KeyType.AES,
        8 * KEY_BYTES,
        id=object_id,
        label=label,
        store=True,
        capabilities=MechanismFlag.ENCRYPT | MechanismFlag.DECRYPT,
        template={
            Attribute.SENSITIVE: True,
            Attribute.EXTRACTABLE: False,
            Attribute.MODIFIABLE: False,
        },
    )


def _encrypt(key: SecretKey, iv: bytes, plain: bytes) -> bytes:
    if not isinstance(key, EncryptMixin):
        raise FunctionNotSupported  # the key was made for another use
    return cast(bytes, key.encrypt(plain, mechanism=Mechanism.AES_CBC, mechanism_param=iv))


def _decrypt(key: SecretKey, iv: bytes, sealed: bytes) -> bytes:
    if not isinstance(key, DecryptMixin):
        raise FunctionNotSupported  # the key was made for another use
    return cast(bytes, key.decrypt(sealed, mechanism=Mechanism.AES_CBC, mechanism_param=iv))
