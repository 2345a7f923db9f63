"""Checkpoints and proofs are C2SP's tlog-checkpoint and tlog-proof@v1."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepword.ledger import checkpoints, proofs
from keepword.ledger.checkpoints import Checkpoint
from keepword.ledger.errors import LedgerError, NotACheckpoint, NotANote, NotAProof
from keepword.ledger.merkle import EMPTY, leaf_hash, node_hash
from keepword.ledger.notes import SigningKey
from keepword.ledger.proofs import Proof

# https://c2sp.org/tlog-checkpoint
EXAMPLE = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""  # noqa: E501 (one line of the specification)
KEY = SigningKey("log.example/a", bytes(range(32)))
ROOT = node_hash(leaf_hash(b"a"), leaf_hash(b"b"))


def signed(size: int = 2, root: bytes = ROOT, key: SigningKey = KEY) -> bytes:
    return key.sign(Checkpoint(key.verifier.name, size, root).text).encode()


def test_the_specifications_example_reads() -> None:
    checkpoint, note = checkpoints.parse(EXAMPLE.encode())
    assert checkpoint.origin == "example.com/behind-the-sofa"
    assert checkpoint.size == 20_852_163
    assert note.text == checkpoint.text


def test_a_checkpoint_reads_back() -> None:
    expected = Checkpoint("log.example/a", 2, ROOT)
    assert checkpoints.read(signed(), KEY.verifier) == expected


def test_a_checkpoint_of_another_key_or_another_log_is_refused() -> None:
    other = SigningKey("log.example/b", bytes(32))
    with pytest.raises(NotANote):
        checkpoints.read(signed(key=other), KEY.verifier)
    of_another = KEY.sign(Checkpoint("log.example/b", 2, ROOT).text).encode()
    with pytest.raises(NotACheckpoint):
        checkpoints.read(of_another, KEY.verifier)


@pytest.mark.parametrize(
    "text",
    [
        "a\n", "a\n1\n", f"a\n01\n{'A' * 43}=\n", f"a\n-1\n{'A' * 43}=\n", "a\n1\nAAAA\n",
        f"a\n1\n{'A' * 43}\n", f"\n1\n{'A' * 43}=\n", f"a\n1\n{'A' * 43}=\n\nmore\n",
        f"a\n0\n{'A' * 43}=\n", f"a\n{2**64}\n{'A' * 43}=\n",
    ],
)  # fmt: skip
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NotACheckpoint):
        checkpoints.parse(KEY.sign(text).encode())


def test_an_empty_tree_has_its_checkpoint() -> None:
    assert checkpoints.read(signed(0, EMPTY), KEY.verifier).size == 0


def test_a_proof_reads_back_and_shows_its_entry() -> None:
    text = proofs.write(0, [leaf_hash(b"b")], signed())
    found = proofs.read(text)
    assert found == Proof(0, (leaf_hash(b"b"),), signed())
    assert found.check(leaf_hash(b"a"), KEY.verifier).size == 2
    with pytest.raises(NotAProof):
        found.check(leaf_hash(b"b"), KEY.verifier)


def test_an_extra_line_means_nothing() -> None:
    text = proofs.write(0, [leaf_hash(b"b")], signed())
    extra = text.replace("index", "extra AAAA\nindex", 1)
    assert proofs.read(extra) == proofs.read(text)


def test_a_tree_of_one_has_an_empty_path() -> None:
    alone = proofs.read(proofs.write(0, [], signed(1, leaf_hash(b"a"))))
    alone.check(leaf_hash(b"a"), KEY.verifier)


WHOLE = proofs.write(0, [leaf_hash(b"b")], signed())


@pytest.mark.parametrize(
    "text",
    [
        "", "c2sp.org/tlog-proof@v1\n", WHOLE.replace("@v1", "@v2"), WHOLE.replace("index 0\n", ""),
        WHOLE.replace("index 0", "index 00"), WHOLE.replace("index 0", "index -1"),
        WHOLE.replace("index 0", "Index 0"), WHOLE.replace("index 0", "index 0\nAAAA"),
        WHOLE.replace("index 0", "extra ?\nindex 0"), WHOLE.replace("index 0", f"index {2**63}"),
        WHOLE.replace("index 0", "index 0\nindex 0"), WHOLE.replace("\n\n", "\n"),
    ],
)  # fmt: skip
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(NotAProof):
        proofs.read(text)


@given(st.text(max_size=80), st.integers(0, len(WHOLE)))
def test_of_any_text_only_our_own_errors_come(text: str, at: int) -> None:
    for tried in (text, WHOLE[:at] + text + WHOLE[at:], WHOLE[:at]):
        try:
            proofs.read(tried).check(leaf_hash(b"a"), KEY.verifier)
        except LedgerError:
            continue
        assert tried == WHOLE or "\n— " in tried or "extra" in tried


@given(st.binary(max_size=80))
def test_of_any_bytes_no_checkpoint_comes(raw: bytes) -> None:
    with pytest.raises(LedgerError):
        checkpoints.parse(raw)
