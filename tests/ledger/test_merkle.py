"""The tree is RFC 6962's: against a recursive one, and Certificate Transparency's vectors."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepword.ledger import merkle
from keepword.ledger.errors import NotAProof, NotInOrder
from keepword.ledger.merkle import Frontier, leaf_hash
from tests.ledger import naive

VECTOR = [
    bytes.fromhex(entry)
    for entry in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

sizes = st.integers(1, 90)


def entries_of(size: int) -> list[bytes]:
    return [f"entry {index}".encode() for index in range(size)]


def source_of(entries: list[bytes]) -> merkle.Source:
    def source(level: int, place: int) -> bytes:
        found = entries[place << level : (place + 1) << level]
        assert len(found) == 1 << level
        return naive.mth(found)

    return source


@pytest.mark.parametrize(("size", "root"), list(enumerate(ROOTS)))
def test_the_roots_of_certificate_transparencys_test_tree(size: int, root: str) -> None:
    assert Frontier().grown(map(leaf_hash, VECTOR[:size])).root().hex() == root


@given(st.lists(st.binary(max_size=8), max_size=70), st.integers(0, 70))
def test_growing_in_two_steps_gives_the_recursive_root(entries: list[bytes], cut: int) -> None:
    hashes = [leaf_hash(entry) for entry in entries]
    grown = Frontier().grown(hashes[:cut]).grown(hashes[cut:])
    assert grown.root() == naive.mth(entries) == merkle.root(source_of(entries), len(entries))
    assert Frontier.read(grown.size, grown.packed()) == grown


@given(st.data(), sizes)
def test_an_inclusion_proof_is_the_recursive_one_and_verifies(data: st.DataObject, n: int) -> None:
    entries = entries_of(n)
    index = data.draw(st.integers(0, n - 1))
    path = merkle.prove_inclusion(source_of(entries), index, n)
    assert path == naive.path(index, entries)
    merkle.check_inclusion(leaf_hash(entries[index]), index, n, path, naive.mth(entries))


@given(st.data(), sizes)
def test_a_consistency_proof_is_the_recursive_one_and_verifies(
    data: st.DataObject, new: int
) -> None:
    entries = entries_of(new)
    old = data.draw(st.integers(0, new))
    path = merkle.prove_consistency(source_of(entries), old, new)
    assert path == (naive.proof(old, entries) if old else [])
    merkle.check_consistency(old, naive.mth(entries[:old]), new, naive.mth(entries), path)


WRONG: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "one step short": lambda path: path[:-1],
    "one step long": lambda path: [*path, bytes(32)],
    "a step twice": lambda path: [path[0], *path],
    "another hash": lambda path: [bytes(32), *path[1:]],
    "no step": lambda path: [],
}


@pytest.mark.parametrize("spoil", list(WRONG.values()), ids=list(WRONG))
@pytest.mark.parametrize(("part", "whole"), [(1, 2), (3, 7), (4, 8), (6, 64), (33, 64), (63, 65)])
def test_a_spoilt_proof_shows_nothing(
    part: int, whole: int, spoil: Callable[[list[bytes]], list[bytes]]
) -> None:
    entries = entries_of(whole)
    source, root = source_of(entries), naive.mth(entries)
    path = merkle.prove_inclusion(source, part, whole)
    with pytest.raises(NotAProof):
        merkle.check_inclusion(leaf_hash(entries[part]), part, whole, spoil(path), root)
    between = merkle.prove_consistency(source, part, whole)
    with pytest.raises(NotAProof):
        merkle.check_consistency(part, naive.mth(entries[:part]), whole, root, spoil(between))


@given(st.data(), sizes)
def test_an_entry_is_shown_at_its_own_index_only(data: st.DataObject, n: int) -> None:
    entries = entries_of(n)
    index, other = data.draw(st.tuples(st.integers(0, n - 1), st.integers(-1, n + 1)))
    path = merkle.prove_inclusion(source_of(entries), index, n)
    if index != other:
        with pytest.raises(NotAProof):
            merkle.check_inclusion(leaf_hash(entries[index]), other, n, path, naive.mth(entries))


@given(st.integers(1, 60), st.integers(1, 60))
def test_a_tree_with_another_past_is_not_consistent(old: int, more: int) -> None:
    mine = entries_of(old + more)
    theirs = [b"changed", *mine[1:old]]
    path = merkle.prove_consistency(source_of(mine), old, old + more)
    with pytest.raises(NotAProof):
        merkle.check_consistency(old, naive.mth(theirs), old + more, naive.mth(mine), path)


@pytest.mark.parametrize(("old", "new"), [(2, 1), (-1, 1), (5, 0)])
def test_no_tree_continues_a_larger_one(old: int, new: int) -> None:
    with pytest.raises(NotAProof):
        merkle.prove_consistency(source_of(entries_of(8)), old, new)
    with pytest.raises(NotAProof):
        merkle.check_consistency(old, bytes(32), new, bytes(32), [])


@pytest.mark.parametrize("index", [-1, 3, 4])
def test_there_is_no_proof_of_what_is_not_there(index: int) -> None:
    with pytest.raises(NotAProof):
        merkle.prove_inclusion(source_of(entries_of(3)), index, 3)


def test_equal_sizes_need_equal_roots_and_no_path() -> None:
    with pytest.raises(NotAProof):
        merkle.check_consistency(2, bytes(32), 2, b"\x01" * 32, [])
    with pytest.raises(NotAProof):
        merkle.check_consistency(2, bytes(32), 2, bytes(32), [bytes(32)])


@pytest.mark.parametrize(
    ("size", "packed"), [(1, b""), (0, bytes(32)), (3, bytes(32)), (1, bytes(31)), (-1, b"")]
)
def test_a_frontier_has_a_hash_for_each_bit_of_its_size(size: int, packed: bytes) -> None:
    with pytest.raises(NotInOrder):
        Frontier.read(size, packed)
