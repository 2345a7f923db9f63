"""The witness protocol and whom a reader trusts (C2SP tlog-witness, tlog-cosignature; P88)."""

from __future__ import annotations

import contextlib
import json
import stat
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepword.ledger import (
    checkpoints,
    cosignatures,
    merkle,
    notes,
    posting,
    publishing,
    tiles,
    witnesses,
    witnessing,
)
from keepword.ledger.cosignatures import CosignerKey, NotWitnessed, Witnessed, witnessed
from keepword.ledger.errors import LedgerError, NotAKey, NotANote
from keepword.ledger.notes import Note, Signature, VerifierKey
from keepword.ledger.posting import Answer, NotReached, Post
from keepword.ledger.witnesses import Known, Memory, NotWitnesses, Policy, Witness
from keepword.ledger.witnessing import WitnessAhead, WitnessForked, WitnessRefused, WitnessUnfit
from tests.ledger.book import ORIGIN, Book
from tests.ledger.witness import TEXT, Reply, TestWitness, serving

QUICK = partial(posting.post, seconds=0.3)


@pytest.fixture
def pair(book: Book) -> Iterator[tuple[TestWitness, TestWitness]]:
    """Two witnesses that know the log."""
    known = {ORIGIN: book.signer.vkey}
    two = TestWitness("witness.example/a", 1, known), TestWitness("witness.example/b", 2, known)
    with serving(*two):
        yield two


Pair = tuple[TestWitness, TestWitness]


# -- the protocol --------------------------------------------------------------------------------


def _asked(
    book: Book, witness: TestWitness, remembered: int = 0, post: Post = posting.post
) -> Signature:
    last = book.signer.last()
    assert last is not None
    size = last[0].size
    source = tiles.source(publishing.fetcher(book.public), size)
    prove = partial(merkle.prove_consistency, source)
    return witnessing.ask(witness.listed, last[1], lambda old: prove(old, size), remembered, post)


def test_the_request_is_the_specifications(book: Book, pair: Pair) -> None:
    book.fill(5)
    book.integrate()
    _asked(book, pair[0])
    book.fill(6)
    book.integrate()
    line = _asked(book, pair[0], 3)
    first, second, third = pair[0].requests
    last = book.signer.last()
    assert last is not None
    assert first.startswith(b"old 0\n\nledger.example/meadow\n5\n")
    assert second.startswith(b"old 3\n")
    assert third.startswith(b"old 5\n")
    assert third.endswith(b"\n\n" + last[1])
    assert third.count(b"\n", 0, third.index(b"\n\n")) == 5  # |PROOF(5, D[11])|
    assert cosignatures.time_of(line.raw) == pair[0].now
    assert _asked(book, pair[0], 400) == line  # it remembers more than there is: the witness says


Told = Callable[[TestWitness, str], list[Reply]]
ANOTHER = TestWitness("witness.example/a", 9, {})
LIES: dict[str, tuple[Told, type[LedgerError]]] = {
    "another key": (lambda w, t: [(200, TEXT, ANOTHER.line(t))], WitnessUnfit),
    "another checkpoint": (
        lambda w, t: [(200, TEXT, w.line(t.replace("\n2\n", "\n1\n")))],
        WitnessUnfit,
    ),
    "no time": (lambda w, t: [(200, TEXT, w.line(t, 0))], WitnessUnfit),
    "a time that is none": (lambda w, t: [(200, TEXT, w.line(t, 2**63))], WitnessUnfit),
    "a good line and a bad one": (
        lambda w, t: [(200, TEXT, w.line(t) + w.line("x\n"))],
        WitnessUnfit,
    ),
    "nothing": (lambda w, t: [(200, TEXT, b"")], WitnessUnfit),
    "no newline": (lambda w, t: [(200, TEXT, w.line(t)[:-2])], WitnessUnfit),
    "not text": (lambda w, t: [(200, TEXT, b"\xff\n")], WitnessUnfit),
    "too many lines": (lambda w, t: [(200, TEXT, w.line(t) * 101)], WitnessUnfit),
    "a page of megabytes": (lambda w, t: [(200, TEXT, b"a" * 70_000)], NotReached),
    "elsewhere": (lambda w, t: [(302, TEXT, b"")], WitnessUnfit),
    "broken": (lambda w, t: [(500, TEXT, b"")], WitnessUnfit),
    "no size": (lambda w, t: [(409, TEXT, b"two\n")], WitnessUnfit),
    "the same size": (lambda w, t: [(409, TEXT, b"0\n")], WitnessUnfit),
    "always another size": (
        lambda w, t: [(409, TEXT, b"1\n"), (409, TEXT, b"2\n"), (409, TEXT, b"1\n")],
        WitnessUnfit,
    ),
    "a larger size": (lambda w, t: [(409, TEXT, b"3\n")], WitnessAhead),
    "malformed": (lambda w, t: [(400, TEXT, b"")], WitnessRefused),
    "an unknown key": (lambda w, t: [(403, TEXT, b"")], WitnessRefused),
    "an unknown log": (lambda w, t: [(404, TEXT, b"")], WitnessRefused),
    "a fork": (lambda w, t: [(422, TEXT, b"")], WitnessForked),
}


@pytest.mark.parametrize("lie", list(LIES))
def test_an_answer_that_is_no_cosignature_is_not_taken(book: Book, pair: Pair, lie: str) -> None:
    book.fill(2)
    book.integrate()
    last = book.signer.last()
    assert last is not None
    told, error = LIES[lie]
    pair[0].replies = told(pair[0], last[0].text)
    with pytest.raises(error) as caught:
        _asked(book, pair[0])
    assert type(caught.value) is error
    assert caught.value.remedy.ko
    assert ORIGIN not in pair[0].seen


def test_who_is_slow_or_down_is_not_waited_for(book: Book, pair: Pair) -> None:
    book.integrate()
    pair[0].hold.clear()
    with pytest.raises(NotReached):
        _asked(book, pair[0], post=QUICK)
    pair[1].url = "http://127.0.0.1:1/w"
    with pytest.raises(NotReached):
        _asked(book, pair[1])


@given(
    st.integers(100, 599),
    st.binary(max_size=80) | st.sampled_from([b"0\n", b"1\n", b"2", b"9\n"]),
    st.booleans(),
)
def test_of_any_answer_only_our_own_errors_come(status: int, body: bytes, signed: bool) -> None:
    witness = Witness(CosignerKey.read(ANOTHER.vkey), "http://127.0.0.1:1")
    key = notes.SigningKey("a", bytes(32))
    note = key.sign(checkpoints.Checkpoint("a", 2, bytes(32)).text).encode()
    answer = Answer(status, ANOTHER.line("a\n2\nx\n")[:40] + body if signed else body)
    with pytest.raises(LedgerError):
        witnessing.ask(witness, note, lambda old: [], 0, lambda url, sent, kind: answer)


@pytest.mark.parametrize(
    "url",
    [
        "", "witness.example", "ftp://witness.example", "https://", "https://a b", "https://a/?q",
        "https://a/#f", "https://user:word@a/", "https://a:99999", "https://a:x", "https://é",
        "https://[::1", "https://a/", "https://a/w/",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_asked_is_refused(url: str) -> None:
    with pytest.raises(NotWitnesses):
        Witness(CosignerKey.read(ANOTHER.vkey), url)


@given(st.text(max_size=30))
def test_of_any_address_a_truth_comes(url: str) -> None:
    for each in (url, f"https://{url}", f"http://a/{url}"):
        if posting.is_address(each):
            with pytest.raises(NotReached):
                posting.post(each.replace("//", "//127.0.0.1:1/", 1), b"", TEXT, seconds=2)


# -- whom a reader trusts ------------------------------------------------------------------------


def _cosigned(book: Book, *by: TestWitness, also: bytes = b"") -> Note:
    last = book.signer.last()
    assert last is not None
    lines = b"".join(each.line(last[0].text) for each in by)
    return notes.parse(last[1] + lines + also)


def test_a_reader_asks_for_as_many_witnesses_as_they_like(book: Book, pair: Pair) -> None:
    book.integrate()
    log, keys = book.signer.verifier, [each.listed.key for each in pair]
    both, one, none = _cosigned(book, *pair), _cosigned(book, pair[0]), _cosigned(book)
    for note, count in ((both, 2), (one, 1), (none, 0)):
        for quorum in range(4):
            key = witnessed(log, keys, quorum)
            if quorum <= count:
                note.check(key)
            else:
                with pytest.raises(NotWitnessed):
                    note.check(key)
    assert type(witnessed(log, [], 0)) is VerifierKey
    with pytest.raises(NotWitnessed):
        both.check(witnessed(log, [], 1))


def test_one_key_under_two_names_is_one_witness(book: Book) -> None:
    book.integrate()
    one, same = TestWitness("w.example/one", 5, {}), TestWitness("w.example/two", 5, {})
    keys = [CosignerKey.read(each.vkey) for each in (one, same)]
    note = _cosigned(book, one, same)
    note.check(witnessed(book.signer.verifier, keys, 1))
    with pytest.raises(NotWitnessed):
        note.check(witnessed(book.signer.verifier, keys, 2))


def test_a_bad_cosignature_of_a_known_witness_rejects_though_the_quorum_is_there(
    book: Book, pair: Pair
) -> None:
    book.integrate()
    note = _cosigned(book, pair[0], also=pair[1].line("something else\n"))
    keys = [each.listed.key for each in pair]
    with pytest.raises(NotANote) as caught:
        note.check(witnessed(book.signer.verifier, keys, 1))
    assert not isinstance(caught.value, NotWitnessed)
    note.check(witnessed(book.signer.verifier, keys[:1], 1))  # unknown: ignored


def test_a_cosignature_does_not_stand_in_for_the_logs_own(book: Book, pair: Pair) -> None:
    book.integrate()
    last = book.signer.last()
    assert last is not None
    alone = notes.parse(f"{last[0].text}\n".encode() + pair[0].line(last[0].text))
    with pytest.raises(NotANote):
        alone.check(Witnessed(ORIGIN, book.signer.verifier.public, (pair[0].listed.key,), 1))


@pytest.mark.parametrize("at", range(72))
def test_a_cosignature_with_a_changed_byte_is_bad(at: int) -> None:
    key, text = CosignerKey.read(ANOTHER.vkey), "a\n1\nb\n"
    (line,) = notes.signature_lines(ANOTHER.line(text).decode())
    assert key.verifies(line.raw, text)
    spoilt = bytearray(line.raw)
    spoilt[at] ^= 1
    assert not key.verifies(bytes(spoilt), text)
    assert not key.verifies(line.raw[:at], text)


def test_a_witnesss_key_is_of_its_own_kind() -> None:
    key = CosignerKey.read(f"{ANOTHER.vkey}\n")
    assert str(key) == ANOTHER.vkey
    with pytest.raises(NotAKey):
        VerifierKey.read(ANOTHER.vkey)
    with pytest.raises(NotAKey):
        CosignerKey.read(str(VerifierKey(key.name, key.public)))


@given(st.binary(max_size=100))
def test_of_any_bytes_no_cosignature_comes(raw: bytes) -> None:
    assert not CosignerKey.read(ANOTHER.vkey).verifies(raw, "a\n1\nb\n")


# -- the list ------------------------------------------------------------------------------------


def _listed(name: str, seed: int) -> Witness:
    made = TestWitness(name, seed, {})
    made.url = "https://witness.example"
    return made.listed


A, B = _listed("w.example/a", 1), _listed("w.example/b", 2)


def test_the_list_reads_back_and_is_closed_to_others(tmp_path: Path) -> None:
    assert witnesses.read(tmp_path) == Policy()
    for policy in (Policy((A,)), Policy((A, B), 2), Policy((), 0)):
        witnesses.write(tmp_path, policy)
        assert witnesses.read(tmp_path) == policy
    memory = Memory.read(tmp_path)
    memory.note(A.key, Known(3, 4))
    memory.note(B.key, Known().silent("not-reached", 7).silent("witness-forked", 9))
    again = Memory.read(tmp_path)
    assert again.of(A.key) == Known(3, 4)
    assert again.of(B.key) == Known(0, 0, "witness-forked", 7)
    for name in (witnesses.LIST_FILE, witnesses.MEMORY_FILE):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_the_quorum_is_one_unless_something_else_is_said() -> None:
    assert [Policy().quorum(), Policy((A, B)).quorum(), Policy((A, B), 2).quorum()] == [0, 1, 2]
    assert Policy((A, B)).quorum(0) == 0
    assert Policy((A,), 0).quorum() == 0


@pytest.mark.parametrize(
    "make",
    [
        lambda: Policy((A, A)), lambda: Policy((A, _listed("w.example/c", 1))),
        lambda: Policy((A, _listed("w.example/a", 3))), lambda: Policy((A,), 2),
        lambda: Policy((A,), -1), lambda: Policy((A,)).removed("w.example/b"),
        lambda: Policy((A, B), 2).removed("w.example/b"),
        lambda: Policy().added(A, VerifierKey("log", A.key.public)),
        lambda: Policy(tuple(_listed(f"w{n}", n) for n in range(17))),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_is_refused(make: Callable[[], Policy]) -> None:
    with pytest.raises(NotWitnesses):
        make()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=4) | st.just(str(A.key)),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(
        st.sampled_from(["quorum", "witnesses", "vkey", "url", "size", "at", "since", "failed"]),
        inner, max_size=4,
    ),
    max_leaves=8,
)  # fmt: skip


@given(st.binary(max_size=40) | JSON.map(lambda value: json.dumps(value).encode()))
def test_of_any_file_a_list_or_our_own_error_comes(raw: bytes) -> None:
    with TemporaryDirectory() as folder:
        Path(folder, witnesses.LIST_FILE).write_bytes(raw)
        Path(folder, witnesses.MEMORY_FILE).write_bytes(raw)
        assert Memory.read(Path(folder)).of(A.key).size >= 0
        with contextlib.suppress(NotWitnesses):
            assert witnesses.read(Path(folder)).witnesses == ()
