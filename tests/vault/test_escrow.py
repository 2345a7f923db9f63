"""Escrow: any quorum opens the root in force, fewer do not, nobody a destroyed one (P66, P82)."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
import shamir_mnemonic  # type: ignore[import-untyped]  # ships no types
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from shamir_mnemonic.share import Share  # type: ignore[import-untyped]

from keepword.vault import escrow
from keepword.vault.errors import BrokenKeyFile, SealBroken, UnsafeKeyFile
from keepword.vault.shares import (
    WORDS,
    BadQuorum,
    BadShares,
    MistypedShare,
    MixedShares,
    TooFewShares,
    WrongShares,
    combine,
    split,
)

ROOT = bytes(range(32))
TENANT = "meadow"

Escrow = tuple[bytes, list[str]]


@pytest.fixture(scope="module")
def made() -> Escrow:
    """Three of five."""
    return escrow.make(5, 3)


@pytest.fixture(scope="module")
def sealed(made: Escrow) -> bytes:
    return escrow.seal_root(made[0], TENANT, 7, ROOT)


# ── any quorum, and no less ─────────────────────────────────────────────────────────────────


@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_any_quorum_opens_and_one_fewer_does_not(data: st.DataObject) -> None:
    holders = data.draw(st.integers(2, 16), label="holders")
    quorum = data.draw(st.integers(2, holders), label="quorum")
    root = data.draw(st.binary(min_size=32, max_size=32), label="root")
    public, shares = escrow.make(holders, quorum)
    found = escrow.seal_root(public, TENANT, 1, root)
    order = data.draw(st.permutations(shares), label="who comes")
    for enough in range(quorum, holders + 1):
        assert escrow.open_root(order[:enough], found, TENANT, 1) == root
    with pytest.raises(TooFewShares) as raised:
        escrow.open_root(order[: quorum - 1], found, TENANT, 1)
    assert (raised.value.given, raised.value.needed) == (quorum - 1, quorum)


def test_every_three_of_five(made: Escrow, sealed: bytes) -> None:
    _, shares = made
    for chosen in combinations(shares, 3):
        assert escrow.open_root(chosen, sealed, TENANT, 7) == ROOT
    assert all(len(share.split()) == WORDS for share in shares)
    assert len(set(shares)) == 5


@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_fewer_do_not_open_by_lying_about_the_quorum(data: st.DataObject) -> None:
    """The shares themselves are rewritten to ask for fewer: the secret is still not in them."""
    holders = data.draw(st.integers(2, 6))
    quorum = data.draw(st.integers(2, holders))
    public, shares = escrow.make(holders, quorum)
    found = escrow.seal_root(public, TENANT, 1, ROOT)
    chosen = data.draw(st.permutations(shares))[: quorum - 1]
    forged = [
        replace(Share.from_mnemonic(share), member_threshold=quorum - 1).mnemonic()
        for share in chosen
    ]
    with pytest.raises((MixedShares, WrongShares)):
        escrow.open_root(forged, found, TENANT, 1)


def test_any_slip39_tool_gives_the_private_key(made: Escrow) -> None:
    """Recovery does not need this program: shares and key are what the standards say."""
    public, shares = made
    private = shamir_mnemonic.combine_mnemonics(shares[1:4])
    key = X25519PrivateKey.from_private_bytes(private)
    assert key.public_key().public_bytes_raw() == public


@pytest.mark.parametrize(
    ("holders", "quorum"), [(0, 0), (1, 1), (5, 1), (5, 0), (5, 6), (17, 3), (-3, -3), (2, -1)]
)
def test_a_quorum_that_is_none_is_refused(holders: int, quorum: int) -> None:
    """One of five would be no quorum, and one of one no escrow."""
    with pytest.raises(BadQuorum) as raised:
        escrow.make(holders, quorum)
    assert "3 of 5" in raised.value.remedy.en


# ── shares as people bring them ─────────────────────────────────────────────────────────────


def _capitals(share: str) -> str:
    return share.upper()


def _lines(share: str) -> str:
    return "\n".join(share.split()) + "\r\n"


def _spaced(share: str) -> str:
    return "  " + share.replace(" ", "\t  ")


@pytest.mark.parametrize("typed", [_capitals, _lines, _spaced])
def test_a_share_may_be_typed_as_it_comes(
    made: Escrow, sealed: bytes, typed: Callable[[str], str]
) -> None:
    _, shares = made
    assert escrow.open_root([typed(share) for share in shares[:3]], sealed, TENANT, 7) == ROOT


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_up_to_three_wrong_words_are_found_in_the_right_share(
    made: Escrow, sealed: bytes, data: st.DataObject
) -> None:
    """SLIP-0039: the checksum finds them for sure."""
    _, shares = made
    which = data.draw(st.integers(0, 2))
    places = data.draw(st.sets(st.integers(0, WORDS - 1), min_size=1, max_size=3))
    words = shares[which].split()
    for place in places:
        others = [word for word in shamir_mnemonic.wordlist.WORDLIST if word != words[place]]
        words[place] = data.draw(st.sampled_from(others))
    given_shares = [*shares[:which], " ".join(words), *shares[which + 1 : 3]]
    with pytest.raises(MistypedShare) as raised:
        escrow.open_root(given_shares, sealed, TENANT, 7)
    assert raised.value.share == which + 1
    assert f"Share {which + 1}:" in raised.value.message.en
    assert f"{which + 1}번째" in raised.value.message.ko


def test_a_word_that_is_none_is_pointed_at_and_not_repeated(made: Escrow, sealed: bytes) -> None:
    _, shares = made
    words = shares[1].split()
    words[16] = "privaat"
    with pytest.raises(MistypedShare) as raised:
        escrow.open_root([shares[0], " ".join(words), shares[2]], sealed, TENANT, 7)
    assert "Share 2: word 17" in raised.value.message.en
    assert "2번째 조각: 17번째" in raised.value.message.ko


@pytest.mark.parametrize("count", [0, 1, WORDS - 1, WORDS + 1])
def test_words_that_are_missing_or_too_many_are_counted(
    made: Escrow, sealed: bytes, count: int
) -> None:
    _, shares = made
    words = (shares[0].split() * 2)[:count]
    with pytest.raises(MistypedShare, match=f"has {count} words"):
        escrow.open_root([" ".join(words), *shares[1:3]], sealed, TENANT, 7)


def test_the_same_share_twice_counts_once(made: Escrow, sealed: bytes) -> None:
    _, shares = made
    with pytest.raises(TooFewShares, match="2 different shares were given, 3 are needed"):
        escrow.open_root([shares[0], shares[1], shares[0].upper()], sealed, TENANT, 7)
    with pytest.raises(TooFewShares):
        escrow.open_root([], sealed, TENANT, 7)


def test_shares_of_two_escrows_do_not_mix(made: Escrow, sealed: bytes) -> None:
    _, shares = made
    _, others = escrow.make(5, 3)
    with pytest.raises(MixedShares):
        escrow.open_root([*shares[:2], others[2]], sealed, TENANT, 7)


def test_shares_that_carry_the_same_mark_by_chance_do_not_mix(made: Escrow, sealed: bytes) -> None:
    """The identifier has 15 bits: two sets may share it. Then the digest tells."""
    _, shares = made
    _, others = escrow.make(5, 3)
    ours, theirs = (Share.from_mnemonic(found[2]) for found in (shares, others))
    twin = replace(theirs, identifier=ours.identifier).mnemonic()
    with pytest.raises(MixedShares):
        escrow.open_root([*shares[:2], twin], sealed, TENANT, 7)
    same_number = replace(theirs, identifier=ours.identifier, index=0).mnemonic()
    with pytest.raises(MixedShares):
        escrow.open_root([*shares[:2], same_number], sealed, TENANT, 7)


def test_a_quorum_of_another_escrow_is_told_from_a_changed_file(sealed: bytes) -> None:
    _, others = escrow.make(4, 2)
    with pytest.raises(WrongShares) as raised:
        escrow.open_root(others, sealed, TENANT, 7)
    assert "escrow.pub" in raised.value.remedy.ko


def test_shares_of_a_purse_are_no_shares_of_an_escrow(sealed: bytes) -> None:
    """SLIP-39 is used for money too: stretched for years of computing, or in groups."""
    slow = shamir_mnemonic.generate_mnemonics(1, [(2, 3)], bytes(32), iteration_exponent=0)[0]
    stretched = [
        replace(Share.from_mnemonic(share), iteration_exponent=15).mnemonic() for share in slow
    ]
    grouped = shamir_mnemonic.generate_mnemonics(2, [(2, 3), (2, 3)], bytes(32))
    short = shamir_mnemonic.generate_mnemonics(1, [(2, 3)], bytes(16))[0]
    for shares in (stretched, grouped[0] + grouped[1]):
        with pytest.raises(WrongShares):
            escrow.open_root(shares, sealed, TENANT, 7)
    with pytest.raises(MistypedShare):
        escrow.open_root(short, sealed, TENANT, 7)


@given(
    st.lists(
        st.one_of(
            st.text(max_size=40),
            st.lists(
                st.sampled_from(shamir_mnemonic.wordlist.WORDLIST), min_size=WORDS, max_size=WORDS
            ).map(" ".join),
            st.builds(
                Share,
                identifier=st.integers(0, 3),
                extendable=st.booleans(),
                iteration_exponent=st.integers(0, 1),
                group_index=st.integers(0, 1),
                group_threshold=st.just(1),
                group_count=st.integers(1, 2),
                index=st.integers(0, 3),
                member_threshold=st.integers(1, 3),
                value=st.binary(min_size=32, max_size=32),
            ).map(Share.mnemonic),
        ),
        max_size=5,
    )
)
@settings(max_examples=100, deadline=None)
def test_whatever_is_given_as_shares_only_typed_errors_leave(shares: list[str]) -> None:
    try:
        key = combine(shares)
    except BadShares:
        return
    assert len(key) == 32


def test_errors_repeat_no_word_of_a_share(made: Escrow) -> None:
    """The same words whatever was typed: a log takes nothing away from the other holders."""
    _, shares = made
    said = set()
    for share in shares:
        words = share.split()
        words[4], words[5] = words[5], words[4] if words[4] != words[5] else "academic"
        with pytest.raises(MistypedShare) as raised:
            combine([" ".join(words)])
        said.add(f"{raised.value!r} {raised.value.message} {raised.value.__cause__!r}")
    assert len(said) == 1


def test_splitting_gives_the_key_back() -> None:
    key = os.urandom(32)
    assert combine(split(key, 3, 2)[1:]) == key


# ── the sealed file ─────────────────────────────────────────────────────────────────────────


def test_the_seal_is_bound_to_tenant_and_generation(made: Escrow, sealed: bytes) -> None:
    _, shares = made
    for tenant, generation in (("forest", 7), (TENANT, 6), (TENANT, 8), ("", 7)):
        with pytest.raises(SealBroken):
            escrow.open_root(shares, sealed, tenant, generation)


def test_any_changed_byte_is_noticed(made: Escrow, sealed: bytes) -> None:
    _, shares = made
    for at in range(0, len(sealed), 3):
        changed = bytearray(sealed)
        changed[at] ^= 0x40
        with pytest.raises((SealBroken, WrongShares)):
            escrow.open_root(shares[:3], bytes(changed), TENANT, 7)


@given(st.binary(max_size=120))
@settings(max_examples=100, deadline=None)
def test_whatever_is_given_as_a_file_only_typed_errors_leave(
    made: Escrow, sealed: bytes, noise: bytes
) -> None:
    _, shares = made
    length = len(sealed)
    for found in (noise, (sealed[:9] + noise)[:length].ljust(length, b"\0")):
        with pytest.raises((SealBroken, WrongShares)):
            escrow.open_root(shares[:3], found, TENANT, 7)


def test_the_sealed_form_is_the_documented_one(made: Escrow, sealed: bytes) -> None:
    """Opened with RFC 9180 alone."""
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    public, shares = made
    private = X25519PrivateKey.from_private_bytes(combine(shares))
    parts = (b"keepword/escrow", TENANT.encode(), bytes(7) + b"\x07")
    info = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    assert sealed[:1] == b"\x01"
    assert sealed[1:9].hex() == escrow.fingerprint(public).replace(" ", "")
    assert suite.decrypt(sealed[9:], private, info=info) == ROOT


def test_sealing_twice_shows_nothing_alike(made: Escrow, sealed: bytes) -> None:
    again = escrow.seal_root(made[0], TENANT, 7, ROOT)
    assert again[9:] != sealed[9:]
    assert ROOT not in sealed


def test_fingerprints_are_for_people(made: Escrow) -> None:
    groups = escrow.fingerprint(made[0]).split(" ")
    assert [len(group) for group in groups] == [4, 4, 4, 4]
    assert escrow.fingerprint(bytes(32)) != escrow.fingerprint(made[0])


# ── the keys' folder ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "keys"
    found.mkdir(mode=0o700)
    return found


def test_without_an_escrow_nothing_is_written(folder: Path) -> None:
    escrow.write(folder, TENANT, 1, ROOT)
    assert list(folder.iterdir()) == []
    assert not escrow.in_use(folder)
    assert not escrow.covers(folder, 1)
    assert escrow.public_key(folder) is None


def test_a_turn_leaves_the_new_roots_file_alone(folder: Path, made: Escrow) -> None:
    """P66: with every share and every file there is after the turn, the old root does not open."""
    public, shares = made
    escrow.publish(folder, public)
    old, new = os.urandom(32), os.urandom(32)
    escrow.write(folder, TENANT, 1, old)
    before = escrow.sealed_file(folder, 1).read_bytes()
    assert escrow.open_root(shares[:3], before, TENANT, 1) == old
    escrow.write(folder, TENANT, 2, new)
    escrow.remove(folder, 1)
    names = {path.name for path in folder.iterdir()}
    assert names == {"escrow.pub", "escrow-2.sealed"}
    opened = {
        (path.name, generation): _opened(shares, path.read_bytes(), generation)
        for path in folder.iterdir()
        for generation in (1, 2)
    }
    assert {at: root for at, root in opened.items() if root} == {("escrow-2.sealed", 2): new}


def _opened(shares: list[str], content: bytes, generation: int) -> bytes | None:
    try:
        return escrow.open_root(shares, content, TENANT, generation)
    except SealBroken:
        return None


def test_its_files_are_their_owners_alone(folder: Path, made: Escrow) -> None:
    before = os.umask(0)
    try:
        escrow.publish(folder, made[0])
        escrow.write(folder, TENANT, 1, ROOT)
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_again_is_once(folder: Path, made: Escrow) -> None:
    public, shares = made
    escrow.publish(folder, public)
    for _ in range(2):
        escrow.write(folder, TENANT, 1, ROOT)
    sealed = escrow.sealed_file(folder, 1).read_bytes()
    assert escrow.open_root(shares, sealed, TENANT, 1) == ROOT
    for _ in range(2):
        escrow.remove(folder, 1)
    assert [path.name for path in folder.iterdir()] == ["escrow.pub"]


def test_a_removed_file_is_overwritten_first(folder: Path, made: Escrow, tmp_path: Path) -> None:
    """Seen through a second name of the same file."""
    escrow.publish(folder, made[0])
    escrow.write(folder, TENANT, 1, ROOT)
    before = escrow.sealed_file(folder, 1).read_bytes()
    second = tmp_path / "second-name"
    os.link(escrow.sealed_file(folder, 1), second)
    escrow.remove(folder, 1)
    after = second.read_bytes()
    assert len(after) == len(before)
    assert not any(before[at : at + 8] in after for at in range(len(before) - 8))


def test_removing_does_not_follow_a_link(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_bytes(b"precious")
    escrow.sealed_file(folder, 1).symlink_to(target)
    escrow.remove(folder, 1)
    assert target.read_bytes() == b"precious"
    assert list(folder.iterdir()) == []


def test_a_new_escrow_covers_a_root_once_it_is_sealed_to_it(folder: Path, made: Escrow) -> None:
    """What doctor looks at: a holder left, a new escrow was made, the root not yet sealed to it."""
    escrow.publish(folder, made[0])
    assert not escrow.covers(folder, 1)
    escrow.write(folder, TENANT, 1, ROOT)
    assert escrow.covers(folder, 1)
    public, shares = escrow.make(3, 2)
    escrow.publish(folder, public)
    assert not escrow.covers(folder, 1)
    escrow.write(folder, TENANT, 1, ROOT)
    assert escrow.covers(folder, 1)
    sealed = escrow.sealed_file(folder, 1).read_bytes()
    assert escrow.open_root(shares[1:], sealed, TENANT, 1) == ROOT
    with pytest.raises(WrongShares):
        escrow.open_root(made[1], sealed, TENANT, 1)


def test_a_full_disk_leaves_the_file_that_was_there(
    folder: Path, made: Escrow, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, shares = made
    escrow.publish(folder, public)
    escrow.write(folder, TENANT, 1, ROOT)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            escrow.write(folder, TENANT, 1, os.urandom(32))
    sealed = escrow.sealed_file(folder, 1).read_bytes()
    assert escrow.open_root(shares, sealed, TENANT, 1) == ROOT
    assert {path.name for path in folder.iterdir()} == {"escrow.pub", "escrow-1.sealed"}


def _open_file(file: Path) -> None:
    file.chmod(0o622)


def _open_folder(file: Path) -> None:
    file.parent.chmod(0o777)


def _link(file: Path) -> None:
    file.rename(file.with_suffix(".real"))
    file.symlink_to(file.with_suffix(".real"))


def _dangling(file: Path) -> None:
    file.unlink()
    file.symlink_to(file.with_suffix(".nowhere"))


@pytest.mark.parametrize("spoil", [_open_file, _open_folder, _link, _dangling])
def test_no_root_is_sealed_to_a_key_that_others_could_have_put_there(
    folder: Path, made: Escrow, spoil: Callable[[Path], None]
) -> None:
    """P82: it would be theirs to open."""
    escrow.publish(folder, made[0])
    spoil(folder / escrow.PUBLIC_FILE)
    with pytest.raises(UnsafeKeyFile):
        escrow.write(folder, TENANT, 1, ROOT)
    assert not escrow.sealed_file(folder, 1).exists()


@pytest.mark.parametrize(
    "text", [b"", b"\n", b"ab" * 31, b"ab" * 33, b"g" * 64, "가".encode() * 21]
)
def test_a_damaged_public_key_is_refused(folder: Path, text: bytes) -> None:
    file = folder / escrow.PUBLIC_FILE
    file.write_bytes(text)
    file.chmod(0o600)
    with pytest.raises(BrokenKeyFile):
        escrow.write(folder, TENANT, 1, ROOT)
