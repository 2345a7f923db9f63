"""Signed notes are C2SP's: its examples verify, and whatever cannot be read says so."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepword.ledger import notes
from keepword.ledger.errors import LedgerError, NotAKey, NotANote
from keepword.ledger.notes import SigningKey, VerifierKey
from keepword.ledger.text import from_base64, from_decimal, from_hex, to_base64

# https://c2sp.org/signed-note, "Example".
VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
TEXT = "This is an example message.\n"
LINE = (
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRK"
    "uwHjG1Yu72IneyaQM=\n"
)
NOTE = f"{TEXT}\n{LINE}"

KEY = SigningKey("log.example/a", bytes(range(32)))
OTHER = SigningKey("log.example/b", bytes(range(1, 33)))


def test_the_specifications_example_verifies() -> None:
    key = VerifierKey.read(VKEY)
    note = notes.parse(NOTE.encode())
    note.check(key)
    assert (note.text, str(key)) == (TEXT, VKEY)


def test_ed25519_and_key_ids_are_those_of_the_standards() -> None:
    """RFC 8032 §7.1, test 1: the public key of a known seed."""
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert SigningKey("a", seed).verifier.public.hex() == public


def test_a_key_reads_back_and_what_it_signs_verifies() -> None:
    again = SigningKey.read(f"{KEY.secret()}\n")
    note = notes.parse(again.sign("two\n\nparts\n").encode())
    note.check(VerifierKey.read(f"{KEY.verifier}\n"))
    assert note.text == "two\n\nparts\n"
    assert "PRIVATE" not in repr(KEY)


def test_the_signatures_of_others_are_ignored() -> None:
    both = f"{KEY.sign(TEXT)}{OTHER.sign(TEXT).partition(chr(10) * 2)[2]}"
    for key in (KEY, OTHER):
        notes.parse(both.encode()).check(key.verifier)
    with pytest.raises(NotANote):
        notes.parse(both.encode()).check(VerifierKey.read(VKEY))


def test_a_bad_signature_in_our_name_rejects_the_note_though_a_good_one_stands_beside_it() -> None:
    bad = KEY.sign("something else\n").partition("\n\n")[2]
    with pytest.raises(NotANote):
        notes.parse(f"{KEY.sign(TEXT)}{bad}".encode()).check(KEY.verifier)


@pytest.mark.parametrize("at", range(len(NOTE.encode())))
def test_a_byte_that_is_changed_anywhere_rejects_the_note(at: int) -> None:
    raw = bytearray(NOTE.encode())
    for change in (0x01, 0x20, 0x80):
        raw[at] ^= change
        with pytest.raises(NotANote):
            notes.parse(bytes(raw)).check(VerifierKey.read(VKEY))
        raw[at] ^= change


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\n", b"\n\n", b"text\n", f"{TEXT}\n".encode(), f"{TEXT}{LINE}".encode(),
        f"{TEXT}\n{LINE.rstrip()}".encode(), f"{TEXT}\n{LINE}x".encode(),
        f"{TEXT}\n- example.com/foo AAAAAAA=\n".encode(), f"{TEXT}\n— a AAAA\n".encode(),
        f"{TEXT}\n— a+b AAAAAAA=\n".encode(), f"{TEXT}\n—  AAAAAAA=\n".encode(),
        f"{TEXT}\n— a AAAAAAB=\n".encode(), f"tab\t\n\n{LINE}".encode(), b"\xff" + NOTE.encode(),
        f"{TEXT}\n{LINE * 101}".encode(), b"a" * (notes.LARGEST + 1),
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused(raw: bytes) -> None:
    with pytest.raises(NotANote):
        notes.parse(raw)


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "a+b", "a+00000000+", VKEY.upper(), VKEY.replace("530d903a", "530d903b"),
        VKEY.replace("example", "exemple"), f"{VKEY}\n\n", VKEY.replace("+A", "+B"), f" {VKEY}",
        VKEY[:-1], VKEY.replace("530d903a", "530D903A"), "PRIVATE+KEY+" + VKEY,
    ],
)  # fmt: skip
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(NotAKey):
        VerifierKey.read(text)
    with pytest.raises(NotAKey):
        SigningKey.read(text)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", " ", "a\u00a0b"])
def test_a_key_name_has_no_spaces_and_no_plus(name: str) -> None:
    with pytest.raises(NotAKey):
        SigningKey(name, bytes(32))


def test_a_text_without_a_newline_is_not_signed() -> None:
    with pytest.raises(NotANote):
        KEY.sign("text")


@given(st.binary(max_size=200))
def test_of_any_bytes_only_our_own_errors_come(raw: bytes) -> None:
    for wrapped in (raw, NOTE.encode() + raw, raw + NOTE.encode()):
        with contextlib.suppress(LedgerError):
            notes.parse(wrapped).check(KEY.verifier)
            pytest.fail("no note of ours is made by chance")


@given(st.text(max_size=60))
def test_of_any_text_a_key_or_our_own_error_comes(text: str) -> None:
    for read in (VerifierKey.read, SigningKey.read):
        with pytest.raises(NotAKey):
            read(text)


@given(st.binary(max_size=40), st.text(max_size=12))
def test_a_value_has_one_text(raw: bytes, text: str) -> None:
    assert from_base64(to_base64(raw)) == raw
    assert from_hex(raw.hex()) == raw
    found = from_base64(text)
    assert found is None or to_base64(found) == text
    number = from_decimal(text)
    assert number is None or str(number) == text


@pytest.mark.parametrize("text", ["", "00", "01", "-1", "+1", " 1", "1 ", "1_0", "١", f"{2**63}"])
def test_a_number_has_no_other_form(text: str) -> None:
    assert from_decimal(text) is None
