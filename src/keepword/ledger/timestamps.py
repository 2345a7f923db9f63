"""RFC 3161 timestamps over checkpoints: a second anchor in time, by somebody else's clock (P88).

    timestamp/<size>.checkpoint   the signed checkpoint as it stood
    timestamp/<size>.tsr          the authority's answer: that these very bytes existed by then

Both lie beside the published checkpoint. `openssl ts -verify -in N.tsr -data N.checkpoint` checks
them without this code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from keepword.foundation.errors import Message
from keepword.ledger import durable, posting
from keepword.ledger.errors import LedgerError, ProofBroken
from keepword.ledger.posting import Post
from keepword.ledger.publishing import TIMESTAMPS, latest, published_key
from keepword.ledger.text import from_decimal

LARGEST_SKEW = timedelta(minutes=10)
"""By how much the authority's clock and ours may differ when a timestamp is taken."""

_COUNTRY = timezone(timedelta(hours=9))
_SHA256 = "2.16.840.1.101.3.4.2.1"
_QUERY = "application/timestamp-query"


class NotATimestamp(ProofBroken):
    """Not an RFC 3161 answer, or not one by this authority over this checkpoint."""


class NoAuthority(LedgerError):
    """The file that should hold the authority's certificates (PEM) holds none."""

    code = "no-timestamp-authority"
    way_out = Message(
        "Put the authority's CA certificate (PEM) there; see KEEPWORD_TSA_CA.",
        "인증기관의 CA 인증서(PEM)를 넣으세요. KEEPWORD_TSA_CA를 확인하세요.",
    )


@dataclass(frozen=True, slots=True)
class Timestamp:
    """When the authority saw the bytes, by its clock, and the number it gave its answer."""

    at: datetime
    serial: int


def daily(public: Path, url: str, ca: Path, now: datetime, *, post: Post = posting.post) -> int:
    """Today's timestamp, if there is none yet and something was published since the last; how many.

    Args and errors as for `stamp`.
    """
    newest = max(_taken(public), default=None)
    if newest is not None and newest[1].astimezone(_COUNTRY) >= _midnight(now):
        return 0
    return int(stamp(public, url, ca, now, post=post) is not None)


def stamp(
    public: Path, url: str, ca: Path, now: datetime, *, post: Post = posting.post
) -> Path | None:
    """Have the latest checkpoint timestamped; the answer's file. None where it was already.

    Args:
        public: the folder of the published files.
        url: the authority.
        ca: file with the certificates (PEM) that its own is to be signed by.
        now: our time, from which the authority's may not be far off.
        post: sends and waits.

    Raises:
        NothingPublished: there is no checkpoint.
        NotReached: no answer.
        NotATimestamp: the answer is refused.
        NoAuthority: `ca` holds no certificate.
    """
    checkpoint, note = latest(public, published_key(public))
    target = public / TIMESTAMPS / f"{checkpoint.size}.tsr"
    if target.exists():
        return None
    roots = certificates(ca)
    builder = TimestampRequestBuilder().data(note).hash_algorithm(HashAlgorithm.SHA256)
    query = builder.nonce(nonce=True).cert_request(cert_request=True).build()
    answer = post(url, query.as_bytes(), _QUERY)
    if answer.status != 200:
        raise _refused(f"status {answer.status}", f"상태 {answer.status}")
    found = _verified(answer.body, note, roots, query.nonce)
    if abs(found.at - now) > LARGEST_SKEW:
        raise _refused("its clock and ours differ", "시계가 우리와 다릅니다")
    durable.write(target.with_suffix(".checkpoint"), note)
    durable.write(target, answer.body)
    return target


def verify(answer: bytes, note: bytes, ca: bytes) -> Timestamp:
    """When the checkpoint `note` was timestamped.

    Args:
        answer: the authority's answer (`.tsr`).
        note: the checkpoint, byte for byte.
        ca: certificates (PEM) that the reader trusts.

    Raises:
        NotATimestamp: it is no timestamp of these bytes by an authority under `ca`.
        NoAuthority: `ca` holds no certificate.
    """
    return _verified(answer, note, _roots(ca), None)


def certificates(path: Path) -> list[x509.Certificate]:
    """The certificates (PEM) in a file.

    Raises:
        NoAuthority: there are none.
    """
    try:
        return _roots(path.read_bytes())
    except OSError:
        raise _no_authority() from None


def _roots(pem: bytes) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError:
        raise _no_authority() from None


def _verified(
    answer: bytes, note: bytes, roots: list[x509.Certificate], nonce: int | None
) -> Timestamp:
    response = _decoded(answer)
    with _typed():
        info = response.tst_info
        imprint = info.message_imprint
        digest = hashlib.sha256(note).digest()
        # A weaker digest than ours would bind less than the bytes.
        if imprint.hash_algorithm.dotted_string != _SHA256 or imprint.message != digest:
            raise _refused("it is of something else", "다른 내용의 것입니다")
        VerifierBuilder(roots=roots, nonce=nonce).build().verify(response, digest)
        return Timestamp(info.gen_time.astimezone(UTC), info.serial_number)


def _decoded(answer: bytes) -> TimeStampResponse:
    with _typed():
        return decode_timestamp_response(answer)


@contextmanager
def _typed() -> Iterator[None]:
    """What the library says of bytes that it does not like, as our own error."""
    try:
        yield
    except (VerificationError, ValueError, TypeError, OverflowError) as error:
        raise _refused(
            "it cannot be read, or is not signed by this authority",
            "읽을 수 없거나 이 기관이 서명하지 않았습니다",
        ) from error


def _taken(public: Path) -> Iterator[tuple[int, datetime]]:
    """Size and time of what was timestamped before; what cannot be read does not count."""
    folder = public / TIMESTAMPS
    for path in folder.glob("*.tsr") if folder.is_dir() else ():
        size = from_decimal(path.stem)
        try:
            response = _decoded(path.read_bytes())
            with _typed():
                at = response.tst_info.gen_time
        except NotATimestamp:
            continue
        if size is not None:
            yield size, at


def _midnight(now: datetime) -> datetime:
    return now.astimezone(_COUNTRY).replace(hour=0, minute=0, second=0, microsecond=0)


def _refused(en: str, ko: str) -> NotATimestamp:
    return NotATimestamp(
        f"The timestamp does not hold: {en}.", f"타임스탬프가 증명되지 않습니다: {ko}."
    )


def _no_authority() -> NoAuthority:
    return NoAuthority("There is no certificate of an authority.", "인증기관의 인증서가 없습니다.")
