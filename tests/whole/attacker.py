"""Somebody with every old copy of a database and every key that there is now (P66, P82).

The program knows the formats, which are public, and no way around them: it derives every key it can
to a fixpoint, then tries each of them on everything sealed. Rows come as the text of a dump, files
of PostgreSQL (base backup, WAL) as raw bytes.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import permutations, product
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from keepword.clients import answered
from keepword.custody import link_keys, linking
from keepword.vault import blind_index, key_page
from keepword.vault.blind_index import IndexKey
from keepword.vault.errors import SealBroken
from keepword.vault.keytree import unwrap_data_key
from keepword.vault.roots import Root
from keepword.vault.sealing import KEY_BYTES, OVERHEAD, VERSION

Pair = tuple[UUID, UUID]

WRAPPED = KEY_BYTES + OVERHEAD
GENERATIONS = range(1, 5)
"""Of roots, of a unit's keys, and of digest keys: more than there are."""

_UUID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HEX = re.compile(rb"\\x([0-9a-f]{2,})")
_PAGE = re.compile(rb"(?:data|ledger|service|index|veil|apart)/[0-9a-z-]+(?:/[0-9]+)?")
_ROW = 160
"""Bytes behind an id or a name in a raw file that are of the same row, if it is a short one."""

_WIDE = 1400
"""The same for a row with a page of keys."""

_TAG = bytes([(blind_index.TAG_BYTES + 1) << 1 | 1])
"""What stands before sixteen bytes of a `bytea`."""

_WAL_PAGE = 8192

_LINK = 48
"""What a sealed link is longer than its padded text (RFC 9180: an X25519 share and a tag)."""


@dataclass
class Loot:
    """What was found in the copies: names, ids, and everything that could be sealed."""

    ids: set[UUID] = field(default_factory=set)
    pages: set[str] = field(default_factory=set)
    tags: set[bytes] = field(default_factory=set)
    sealed: dict[bytes, set[Pair]] = field(default_factory=dict)
    """Each with the pairs of ids that stood beside it."""
    hashes: set[bytes] = field(default_factory=set)
    links: dict[bytes, set[Pair]] = field(default_factory=dict)
    """What could be a sealed link, with the pairs of ids of its row."""

    def read_text(self, text: bytes) -> None:
        """A dump in plain SQL, or rows as text; each line is by itself."""
        for line in text.splitlines():
            ids = [UUID(found.decode()) for found in _UUID.findall(line)]
            self.ids.update(ids)
            self.pages.update(found.decode() for found in _PAGE.findall(line))
            for found in _HEX.findall(line.replace(b"\\\\x", b"\\x")):
                blob = bytes.fromhex(found.decode()) if len(found) % 2 == 0 else b""
                if len(blob) == blind_index.TAG_BYTES:
                    self.tags.add(blob)
                elif blob[:1] == VERSION:
                    self.sealed.setdefault(blob, set()).update(permutations(ids[:4], 2))
                if len(blob) == KEY_BYTES:
                    self.hashes.add(blob)
                if len(blob) > _LINK and len(blob) % 256 == _LINK:
                    self.links.setdefault(blob, set()).update(permutations(ids[:4], 2))

    def read_raw(self, raw: bytes) -> None:
        """A file of PostgreSQL; what it says of the ids and pages that are known from the rows."""
        self.pages.update(found.decode() for found in _PAGE.findall(raw))
        for one in self.ids:
            for at in _places(raw, one):
                beside = UUID(bytes=raw[at + 16 : at + 32].ljust(16, b"\0"))
                self._look(raw[at + 16 : at + _ROW], {(one, beside)})
                self._look(raw[at + 16 : at + _WIDE], set())
        for page in self.pages:
            for at in _everywhere(raw, page.encode()):
                self._look(raw[at : at + _ROW], set())

    def _look(self, near: bytes, pairs: set[Pair]) -> None:
        """What begins as something sealed does, or as a tag: behind a length of one byte or of four
        (PostgreSQL's `varatt.h`)."""
        for at in _everywhere(near, _TAG):
            self.tags.add(near[at + 1 : at + 1 + blind_index.TAG_BYTES])
        for at in _everywhere(near, VERSION):
            short = near[at - 1] if at else 0
            long = int.from_bytes(near[max(at - 4, 0) : at], "little")
            lengths = [(short >> 1) - 1] if short & 1 else []
            lengths += [(long >> 2) - 4] if not long & 3 else []
            for length in lengths:
                if OVERHEAD < length <= len(near) - at:
                    self.sealed.setdefault(near[at : at + length], set()).update(pairs)


@dataclass
class Attacker:
    """Tries everything; `roots` are the roots that exist when it comes, with their generations."""

    loot: Loot
    tenant: str
    roots: list[tuple[int, bytes]]
    keys: set[bytes] = field(default_factory=set)
    by_page: dict[str, set[bytes]] = field(default_factory=dict)

    def derive(self) -> None:
        """Every key that can be had, until there is no further one."""
        self.keys = {root for _, root in self.roots}
        known = -1
        while known != len(self.keys):
            known = len(self.keys)
            self._page_keys()
            self._page_blobs()
            self._data_keys()

    def plaintexts(self) -> Iterator[bytes]:
        """Every key on everything sealed.

        AES-GCM is AES-CTR (NIST SP 800-38D, 7.2); whoever does not care whether a seal is whole
        needs no address for it.
        """
        for blob in self.loot.sealed:
            nonce, body = blob[1:13], blob[13:]
            for key in self.keys:
                yield Cipher(AES(key), CTR(nonce + b"\0\0\0\2")).decryptor().update(body)

    def tried_out(self, index: str, texts: Iterable[str]) -> set[str]:
        """The texts whose tags are in any copy of the index, under any digest key and below any
        key as a veil."""
        size = blind_index.TAG_BYTES
        tags = b"".join(tag for tag in self.loot.tags if len(tag) == size)
        below = [tags, *(blind_index.unveiled(key, tags) for key in self.keys)]
        bare = {each[at : at + size] for each in below for at in range(0, len(each), size)}
        digests = [
            IndexKey(1, number, key, None)
            for page, keys in self.by_page.items()
            if page.startswith("index/")
            for key in keys
            for number in GENERATIONS
        ]
        return {
            text
            for text in texts
            for key in digests
            if blind_index.tag(key, self.tenant, index, text) in bare
        }

    def calls(self, texts: Iterable[str]) -> set[str]:
        """The texts of calls whose hashes are in any copy of the answers."""
        secrets = self._of("service/idempotency")
        return {
            text
            for text in texts
            for key in secrets
            if answered.hashed(key, "call", text) in self.loot.hashes
        }

    def linked(self) -> set[bytes]:
        """What any sealed link says that opens."""
        found = set()
        for page, keys in self.by_page.items():
            if not page.startswith("apart/link-"):
                continue
            month = int(page.removeprefix("apart/link-"))
            for key, (blob, pairs) in product(keys, self.loot.links.items()):
                private = X25519PrivateKey.from_private_bytes(
                    hmac.digest(key, link_keys._USE + b"\x01", "sha256")
                )
                for subject, link in pairs:
                    with suppress(link_keys.LinkBroken):
                        place = linking._bound(self.tenant, subject, link, month)
                        found.add(link_keys.decrypt(blob, private, place))
        return found

    def _of(self, begin: str) -> set[bytes]:
        """The keys of pages whose names begin so."""
        return {k for page, keys in self.by_page.items() if page.startswith(begin) for k in keys}

    def _page_keys(self) -> None:
        names = [*self.loot.pages, *(key_page.page_name(first) for first in self.loot.ids)]
        roots = [Root(generation, secret) for generation, secret in self.roots]
        for blob in self.loot.sealed:
            for name in names if len(blob) == WRAPPED else ():
                for root in roots:
                    with suppress(SealBroken):
                        key = root.unwrap(name, blob)
                        self.by_page.setdefault(name, set()).add(key)
                        self.keys.add(key)

    def _page_blobs(self) -> None:
        for blob in self.loot.sealed:
            count, rest = divmod(len(blob) - OVERHEAD, key_page.ENTRY)
            if rest or not count:
                continue
            for name, keys in self.by_page.items():
                for key in keys if name.startswith("keys/") else ():
                    with suppress(SealBroken):
                        first = UUID(name.removeprefix("keys/"))
                        plain = key_page.open_page(key, self.tenant, first, count, blob)
                        self.keys |= {e[key_page.NAME :] for e in key_page.split(plain)}

    def _data_keys(self) -> None:
        pages = {k for name, keys in self.by_page.items() if name.startswith("data/") for k in keys}
        for blob, pairs in self.loot.sealed.items():
            for subject, unit in pairs if len(blob) == WRAPPED else ():
                for generation in GENERATIONS:
                    for key in pages:
                        with suppress(SealBroken):
                            self.keys.add(unwrap_data_key(key, subject, unit, generation, blob))


def roots_among(secrets: Iterable[bytes], proofs: set[bytes]) -> list[tuple[int, bytes]]:
    """Secrets that are roots, each as one of any generation (their proofs are in the rows)."""
    return [
        (generation, secret)
        for secret in secrets
        if hmac.digest(secret, b"keepword/root", hashlib.sha256) in proofs
        for generation in GENERATIONS
    ]


def wal(files: Iterable[Path]) -> bytes:
    """WAL as one stream: the headers of its pages, which cut records in two, are left out, and so
    are pages that were never written (PostgreSQL's `xlog_internal.h`: 24 bytes, 40 at the begin of
    a segment)."""
    found = []
    for path in sorted(p for p in files if re.fullmatch(r"[0-9A-F]{24}", p.name)):
        raw = path.read_bytes()
        for at in range(0, len(raw), _WAL_PAGE):
            page = raw[at + (24 if at else 40) : at + _WAL_PAGE]
            found += [page] if any(page) else []
    return b"".join(found)


def _places(raw: bytes, one: UUID) -> Iterator[int]:
    """Where an id stands; one that is nearly all zeros, as the first page's, only where a root's
    generation and a wrapped key follow."""
    if one.int >> 32:
        yield from _everywhere(raw, one.bytes)
        return
    for generation in GENERATIONS:
        begin = one.bytes + generation.to_bytes(4, "little")
        yield from _everywhere(raw, begin + bytes([(WRAPPED + 1) << 1 | 1]))


def _everywhere(raw: bytes, what: bytes) -> Iterator[int]:
    at = raw.find(what)
    while at >= 0:
        yield at
        at = raw.find(what, at + 1)
