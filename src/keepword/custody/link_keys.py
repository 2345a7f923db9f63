"""Keys of the sealed link: public ones in the database, private ones with the key holder.

HPKE, RFC 9180, base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. The private key of
a month comes from the key of the page `apart/link-YYYYMM`; the public one is made from it ahead of
time by who may ask for that page, and whoever seals needs nothing else.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from keepword.foundation.errors import KeepwordError, Message
from keepword.ledger.entries import month_of
from keepword.storage.sql import Cursor, statement
from keepword.vault.holder import Holder
from keepword.vault.vault import Vault

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
"""The suite of every link."""

AHEAD = 48
"""Months from the present one for which keys are made: the log's term, and time in which nobody
made any."""

_USE = b"keepword/apart/link/x25519/v1"


class NoLinkKey(KeepwordError):
    """Nothing is destroyed whose link cannot be sealed: the log would lose who it was."""

    code = "no-link-key"

    def __init__(self, month: int) -> None:
        super().__init__(
            Message(
                f"No key was made for links that end in {month}.",
                f"{month}에 끝나는 연결 정보의 키가 아직 없습니다.",
            ),
            Message(
                "Let the worker run (`keepword up`), then try again.",
                "작업 프로세스를 실행한 뒤(`keepword up`) 다시 시도하세요.",
            ),
        )


class LinkBroken(KeepwordError):
    """A link or a public key that is not as it was written."""

    code = "link-broken"

    def __init__(self, what: Message) -> None:
        super().__init__(
            what,
            Message(
                "Keep everything as it is and run `keepword doctor`.",
                "그대로 보존한 뒤 `keepword doctor`를 실행하세요.",
            ),
        )


def page(month: int) -> str:
    """The page of a month's private key; `month` is YYYYMM."""
    return f"apart/link-{month}"


def private_key(holder: Holder, month: int, *, make: bool = False) -> X25519PrivateKey:
    """The private key of a month.

    Raises:
        NoKey: it was never made, or was destroyed.
        NotForYou: this process may not have it.
    """
    key = holder.page_key(page(month), make=make)
    return X25519PrivateKey.from_private_bytes(hmac.digest(key, _USE + b"\x01", "sha256"))


def decrypt(sealed: bytes, private: X25519PrivateKey, bound: bytes) -> bytes:
    """What was sealed to this key for this place.

    Raises:
        LinkBroken: changed, moved, or sealed to another key.
    """
    try:
        return SUITE.decrypt(sealed, private, bound)
    except (InvalidTag, ValueError):
        raise LinkBroken(
            Message("A sealed link does not open.", "봉인된 연결 정보가 열리지 않습니다.")
        ) from None


def prepare(cur: Cursor, holder: Holder, now: datetime) -> int:
    """Make the keys that are missing from the present month on, and look at those that are there;
    how many were made.

    Raises:
        LinkBroken: a public key in the database is not the one that belongs to its page: what would
            be sealed to it somebody else could open.
        NotForYou: this process may not have these keys.
    """
    cur.execute("SELECT month, public FROM apart.link_key WHERE destroyed_at IS NULL")
    known = {month: bytes(public) for month, public in cur.fetchall()}
    made = 0
    for month in _months_from(month_of(now), AHEAD):
        public = private_key(holder, month, make=True).public_key().public_bytes_raw()
        if month not in known:
            cur.execute(
                "INSERT INTO apart.link_key (month, public, made_at) VALUES (%s, %s, %s) "
                "ON CONFLICT DO NOTHING",
                (month, public, now),
            )
            made += 1
        elif known[month] != public:
            raise LinkBroken(
                Message(
                    f"The public key for links of {month} is not ours.",
                    f"{month} 연결 정보의 공개 키가 저희 것이 아닙니다.",
                )
            )
    return made


def destroy_spent(cur: Cursor, vault: Vault, now: datetime) -> int:
    """Destroy the keys of months that are over, once no link needs them; how many."""
    cur.execute(statement("keepword.custody", "spent_link_keys"), {"month": month_of(now)})
    months = [row[0] for row in cur.fetchall()]
    for month in months:
        vault.destroy_page(cur, page(month), now)
        cur.execute("UPDATE apart.link_key SET destroyed_at = %s WHERE month = %s", (now, month))
    return len(months)


def _months_from(month: int, count: int) -> Iterable[int]:
    first = month // 100 * 12 + month % 100 - 1
    return (each // 12 * 100 + each % 12 + 1 for each in range(first, first + count))
