"""A timestamp is another clock's word that a checkpoint existed (RFC 3161; P88)."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from keepword.cli.ledger.timestamp import timestamp
from keepword.ledger import publishing, timestamps
from keepword.ledger.errors import LedgerError, NothingPublished
from keepword.ledger.posting import NotReached
from keepword.ledger.timestamps import NoAuthority, NotATimestamp
from tests.ledger.authority import Authority, serving
from tests.ledger.book import Book
from tests.ledger.test_verbs import keepword
from tests.ledger.within import ended


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with serving(Authority(tmp_path_factory.mktemp("tsa") / "a")) as made:
        yield made


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa") / "b", "two")


def _query(data: bytes, kind: HashAlgorithm = HashAlgorithm.SHA256) -> bytes:
    return TimestampRequestBuilder().data(data).hash_algorithm(kind).build().as_bytes()


@pytest.fixture(scope="module")
def answered(authority: Authority) -> bytes:
    """An answer over the bytes `checkpoint`."""
    return authority.reply(_query(b"checkpoint"))


def _stamp(book: Book, authority: Authority, now: datetime | None = None) -> Path | None:
    moment = now or datetime.now(UTC)
    return timestamps.stamp(book.public, authority.url, authority.ca, moment)


def test_a_checkpoint_is_timestamped_once(book: Book, authority: Authority) -> None:
    book.fill(3)
    book.integrate()
    before = datetime.now(UTC)
    file = _stamp(book, authority)
    assert file == book.public / "timestamp" / "3.tsr"
    note = file.with_suffix(".checkpoint").read_bytes()
    assert note == (book.public / publishing.CHECKPOINT).read_bytes()
    found = timestamps.verify(file.read_bytes(), note, authority.ca.read_bytes())
    assert abs(found.at - before) < timedelta(minutes=2)
    assert found.serial > 0
    asked = authority.asked
    assert _stamp(book, authority) is None
    assert authority.asked == asked


def test_openssl_agrees(book: Book, authority: Authority) -> None:
    book.integrate()
    file = _stamp(book, authority)
    assert file is not None
    command = ["openssl", "ts", "-verify", "-in", str(file), "-CAfile", str(authority.ca)]
    data = ["-data", str(file.with_suffix(".checkpoint"))]
    done = subprocess.run([*command, *data], capture_output=True, check=False)
    assert b"Verification: OK" in done.stdout + done.stderr


def test_once_a_day_and_only_when_something_is_new(book: Book, authority: Authority) -> None:
    def daily(now: datetime) -> int:
        return timestamps.daily(book.public, authority.url, authority.ca, now)

    now = datetime.now(UTC)
    with pytest.raises(NothingPublished):
        daily(now)
    book.integrate()
    assert [daily(now), daily(now)] == [1, 0]
    book.fill(1)
    book.integrate()
    assert daily(now) == 0
    newest = book.public / "timestamp" / "0.tsr"
    newest.write_bytes(b"spoilt")  # what cannot be read is no timestamp
    assert daily(now) == 1
    assert daily(now) == 0


def test_an_export_takes_timestamps_along(book: Book, authority: Authority, tmp_path: Path) -> None:
    book.fill(2)
    book.integrate()
    _stamp(book, authority)
    publishing.export(book.public, tmp_path / "out")
    names = sorted(each.name for each in (tmp_path / "out" / "timestamp").iterdir())
    assert names == ["2.checkpoint", "2.tsr"]


@pytest.mark.parametrize(
    "reply",
    [
        (200, b""), (200, b"\x30\x03\x02\x01\x00"), (500, b""), (302, b""), (200, b"\x30\x80"),
        (200, bytes.fromhex("30053003020102")),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_not_kept(
    book: Book, authority: Authority, reply: tuple[int, bytes]
) -> None:
    book.integrate()
    authority.replies = [reply]
    with pytest.raises(NotATimestamp):
        _stamp(book, authority)
    assert not (book.public / "timestamp").exists()


def test_an_answer_of_another_day_is_not_taken(
    book: Book, authority: Authority, answered: bytes
) -> None:
    """RFC 3161 §2.2: the nonce and the imprint are those that were sent."""
    book.integrate()
    note = (book.public / publishing.CHECKPOINT).read_bytes()
    for old in (answered, authority.reply(_query(note))):
        authority.replies = [(200, old)]
        with pytest.raises(NotATimestamp):
            _stamp(book, authority)


@pytest.mark.parametrize("off", [timedelta(minutes=-20), timedelta(minutes=20)])
def test_an_authority_whose_clock_is_off_is_not_taken(
    book: Book, authority: Authority, off: timedelta
) -> None:
    book.integrate()
    with pytest.raises(NotATimestamp):
        _stamp(book, authority, datetime.now(UTC) + off)


def test_an_authority_of_other_certificates_is_not_taken(
    book: Book, authority: Authority, other: Authority
) -> None:
    book.integrate()
    with pytest.raises(NotATimestamp):
        timestamps.stamp(book.public, authority.url, other.ca, datetime.now(UTC))
    (book.folder / "empty.pem").write_bytes(b"")
    for missing in ("empty.pem", "no.pem"):
        with pytest.raises(NoAuthority):
            timestamps.stamp(book.public, authority.url, book.folder / missing, datetime.now(UTC))


def test_an_authority_that_is_down_is_said(book: Book, authority: Authority) -> None:
    book.integrate()
    with pytest.raises(NotReached):
        timestamps.stamp(book.public, "http://127.0.0.1:1/", authority.ca, datetime.now(UTC))


def test_a_weaker_or_another_digest_is_not_taken(authority: Authority) -> None:
    answer = authority.reply(_query(b"checkpoint", HashAlgorithm.SHA512))
    with pytest.raises(NotATimestamp):
        timestamps.verify(answer, b"checkpoint", authority.ca.read_bytes())


def test_what_does_not_belong_together_is_refused(
    authority: Authority, other: Authority, answered: bytes
) -> None:
    ca = authority.ca.read_bytes()
    timestamps.verify(answered, b"checkpoint", ca)
    for note, trusted in ((b"checkpoin", ca), (b"checkpoint", other.ca.read_bytes())):
        with pytest.raises(NotATimestamp):
            timestamps.verify(answered, note, trusted)
    with pytest.raises(NoAuthority):
        timestamps.verify(answered, b"checkpoint", b"no certificate")


@given(data=st.data())
def test_of_any_answer_only_our_own_errors_come(
    authority: Authority, answered: bytes, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(answered)))
    junk = data.draw(st.binary(max_size=20))
    ca = authority.ca.read_bytes()
    for tried in (junk, answered[:at], answered[:at] + junk, answered[:at] + junk + answered[at:]):
        if tried != answered:
            with pytest.raises(LedgerError):
                timestamps.verify(tried, b"checkpoint", ca)


def test_the_verb(book: Book, authority: Authority, other: Authority, tmp_path: Path) -> None:
    book.integrate()
    file = _stamp(book, authority)
    assert file is not None
    done = keepword("ledger", "timestamp", "verify", file, "--ca", authority.ca, lang="en_GB.UTF-8")
    assert (done.returncode, done.stdout[:9]) == (0, "It holds:")
    (tmp_path / "other").write_bytes(b"something else")
    for ca, more, status in (
        (authority.ca, [], 0),
        (other.ca, [], 3),
        (authority.ca, ["--checkpoint", str(tmp_path / "other")], 3),
        (tmp_path / "other", [], 2),
    ):
        assert ended(timestamp, "verify", file, "--ca", ca, *more) == status
