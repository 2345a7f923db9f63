"""The ledger's page and its machine addresses, for anyone (P87, P88)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from keepword.custody.acting import Acting
from keepword.foundation.nodes import LANGUAGES, Language
from keepword.ledger import checkpoints, merkle, publishing, receipts, tiles
from keepword.ledger.errors import NotAReceipt, NotATile
from keepword.ledger.integrator import integrate
from keepword.ledger.merkle import Frontier
from keepword.ledger.notes import VerifierKey
from keepword.ledger.signing import Signer
from keepword.policy.decisions.question import Actor
from keepword.runtime import clock, house
from keepword.site.evidence import proofs, published
from tests.site.reading import Seen, read

ORIGIN = "ledger.example/hospital"
SIZE = 300
LEAVES = [b"\x01" + n.to_bytes(8, "big") + hashlib.sha256(bytes([n % 256])).digest()
          for n in range(SIZE)]  # fmt: skip


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published ledger of 300 made-up entries: one full tile, one partial one."""
    folder = tmp_path_factory.mktemp("ledger")
    signer = Signer.make_or_read(folder / "keys", ORIGIN)
    tree = Frontier().grown(map(merkle.leaf_hash, LEAVES))
    publishing.publish(folder / "public", signer, tree, lambda begin, end: LEAVES[begin:end])
    return folder / "public"


@pytest.fixture
def public(grown: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(published, "folder", lambda: grown)
    return grown


@pytest.fixture
def nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "folder", lambda: tmp_path / "public")


def _page(language: Language) -> tuple[Seen, str]:
    answer = Client().get(f"/{language}/ledger/")
    assert answer.status_code == 200
    html = answer.content.decode()
    return read(html), html


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_size_checkpoint_and_key(public: Path, language: Language) -> None:
    seen, html = _page(language)
    text = " ".join(said.text for said in seen.said)
    note = (public / "checkpoint").read_text(encoding="utf-8")
    found, _ = checkpoints.parse(note.encode())
    assert str(SIZE) in text
    for line in note.splitlines():
        assert line in html.replace("&#x27;", "'")
    assert (public / "vkey").read_text(encoding="utf-8").strip() in html
    assert found.origin in text
    assert {"/ledger/checkpoint", "/ledger/vkey"} <= set(seen.links)


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_how_to_verify_with_our_tool_and_with_others(language: Language) -> None:
    _, html = _page(language)
    for command in (
        "curl -O http://testserver/ledger/vkey -O http://testserver/ledger/checkpoint",
        "cmd/fsck@latest --storage_url=http://testserver/ledger/ --public_key=vkey",
        "keepword ledger verify --dir DIR --vkey vkey",
        "keepword certificate verify FILE --vkey vkey --checkpoint checkpoint",
    ):
        assert command in html
    assert {f"/{language}/policy/P87/", f"/{language}/policy/P88/"} <= set(read(html).links)


@pytest.mark.parametrize(
    ("cosigned", "said"), [(0, True), (1, False), (2, False)], ids=["none", "one", "two"]
)
def test_the_page_says_where_no_witness_has_cosigned(
    public: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cosigned: int, said: bool
) -> None:
    """P88: what nobody outside confirms is not claimed."""
    copied = tmp_path / "public"
    copied.mkdir()
    note = (public / "checkpoint").read_text(encoding="utf-8")
    lines = "".join(f"— witness{n}.example/w {'A' * 104}\n" for n in range(cosigned))
    (copied / "checkpoint").write_text(note + lines, encoding="utf-8")
    (copied / "vkey").write_bytes((public / "vkey").read_bytes())
    monkeypatch.setattr(published, "folder", lambda: copied)
    found = published.latest()
    assert found is not None
    assert found.witnesses == cosigned
    for language, words in (("ko", "증인의 서명이 없습니다"), ("en", "No witness has cosigned")):
        html = Client().get(f"/{language}/ledger/").content.decode()
        assert (words in html) is said


@pytest.fixture
def stamped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one timestamp, and a checkpoint whose answer is still to come."""
    folder = tmp_path / "public" / publishing.TIMESTAMPS
    folder.mkdir(parents=True)
    for name in ("300.tsr", "300.checkpoint", "301.checkpoint", ".302.tsr.draft", "x.tsr"):
        (folder / name).write_bytes(name.encode())
    (tmp_path / "public" / "secret.tsr").write_bytes(b"secret")
    monkeypatch.setattr(published, "folder", lambda: tmp_path / "public")
    return folder


STAMPS = [("300.tsr", "application/timestamp-reply"),
          ("300.checkpoint", "text/plain; charset=utf-8")]  # fmt: skip


@pytest.mark.usefixtures("stamped")
@pytest.mark.parametrize(("name", "kind"), STAMPS)
def test_timestamps_are_served_and_never_change(name: str, kind: str) -> None:
    answer = Client().get(f"/ledger/timestamp/{name}")
    assert (answer.status_code, answer.content) == (200, name.encode())
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert Client().post(f"/ledger/timestamp/{name}").status_code == 405


@pytest.mark.usefixtures("stamped")
@pytest.mark.parametrize(
    "name",
    [
        "301.checkpoint", "301.tsr", "0300.tsr", "300", "300.tsr.bak", "x.tsr", "-1.tsr",
        ".302.tsr.draft", "..%2fsecret.tsr", "../secret.tsr", "300.vkey", "%33%30%30.TSR",
        "\uff13\uff10\uff10.tsr", "300.tsr%00",
    ],
)  # fmt: skip
def test_no_other_name_leads_to_a_timestamp(name: str) -> None:
    assert Client().get(f"/ledger/timestamp/{name}").status_code in (400, 404)


@pytest.mark.usefixtures("nothing")
@pytest.mark.parametrize("language", LANGUAGES)
def test_before_the_first_checkpoint_the_page_says_so(language: Language) -> None:
    seen, html = _page(language)
    assert "/ledger/checkpoint" not in seen.links
    assert 'class="empty"' in html


@pytest.mark.usefixtures("nothing")
@pytest.mark.parametrize("path", ["checkpoint", "vkey", "tile/0/000", "tile/entries/000.p/1"])
def test_before_the_first_checkpoint_there_is_nothing_to_fetch(path: str) -> None:
    assert Client().get(f"/ledger/{path}").status_code == 404


@pytest.mark.usefixtures("public")
def test_anyone_can_verify_the_whole_ledger_from_its_addresses_alone() -> None:
    client = Client()
    vkey = client.get("/ledger/vkey")
    note = client.get("/ledger/checkpoint")
    assert vkey.headers["Content-Type"] == note.headers["Content-Type"]
    assert note.headers["Content-Type"] == "text/plain; charset=utf-8"
    signed = checkpoints.read(note.content, VerifierKey.read(vkey.content.decode()))

    def fetch(tile: tiles.Tile) -> bytes:
        answer = client.get(f"/ledger/{tile.path}")
        assert answer.status_code == 200, tile.path
        assert answer.headers["Content-Type"] == "application/octet-stream"
        return answer.content

    assert merkle.root(tiles.source(fetch, signed.size), signed.size) == signed.root
    entries = [
        entry
        for tile in tiles.tiles_of(signed.size)
        if tile.level == tiles.ENTRIES
        for entry in tiles.unbundle(fetch(tile), tile.width)
    ]
    assert entries == LEAVES
    assert merkle.root_of([merkle.leaf_hash(entry) for entry in entries]) == signed.root


CACHED = [
    ("checkpoint", "no-cache"),
    ("vkey", "no-cache"),
    ("tile/0/000", "public, max-age=31536000, immutable"),
    ("tile/entries/000", "public, max-age=31536000, immutable"),
    ("tile/0/001.p/44", "public, max-age=300"),
    ("tile/entries/001.p/44", "public, max-age=300"),
]


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize(("path", "cache"), CACHED)
def test_only_what_never_changes_is_kept_for_ever(path: str, cache: str) -> None:
    answer = Client().get(f"/ledger/{path}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == cache
    assert Client().head(f"/ledger/{path}").status_code == 200
    assert Client().post(f"/ledger/{path}").status_code == 405


@pytest.mark.usefixtures("public")
def test_a_full_tile_serves_for_its_partial_ones() -> None:
    full = Client().get("/ledger/tile/0/000").content
    assert Client().get("/ledger/tile/0/000.p/7").content == full[: 7 * merkle.HASH]


STRANGE = [
    "0/../checkpoint", "../checkpoint", "0/%2e%2e/%2e%2e/keys", "0/x000/000", "0/000.p/256",
    "0/000.p/0", "0/000.p/007", "64/000", "0/0", "0/000/", "-1/000", "entries/999", "0/002",
    "0//etc/passwd", "0/000%00", "0/000%0a", "/0/000", "0/\uff10\uff10\uff10",
]  # fmt: skip


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize("path", STRANGE)
def test_no_other_path_leads_to_a_file(path: str) -> None:
    assert Client().get(f"/ledger/tile/{path}").status_code in (400, 404)


@pytest.fixture
def written(transactional_db: None, public: Path) -> Iterator[None]:
    """A ledger that is really committed to, and empty again afterwards."""
    yield
    with connection.cursor() as cur:
        cur.execute("DELETE FROM ledger.inbox; DELETE FROM ledger.entry")
        cur.execute("UPDATE ledger.tree SET size = 0, frontier = ''")


@pytest.mark.usefixtures("written")
def test_a_proof_is_there_once_the_entry_is_published_and_verifies_offline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P64, P72: what is handed out needs no access to the house."""
    folder = tmp_path / "public"
    monkeypatch.setattr(published, "folder", lambda: folder)
    house.prepare(clock.now())
    acting = Acting(Actor.PERSON, UUID(int=5), source="192.0.2.5")
    with house.door().act(acting, clock.now()) as act:
        entry = act.note("withdraw", subject=UUID(int=5))
    assert proofs.proof_file(entry, proofs.CONSENT_RECEIPT) is None
    signer = Signer.make_or_read(tmp_path / "keys", ORIGIN)
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as own:
        assert integrate(own, signer, folder) == 1
    content = proofs.proof_file(entry, proofs.CONSENT_RECEIPT)
    assert content is not None
    found = receipts.read(receipts.as_file(content))
    assert found.entry == entry
    assert found.check(signer.verifier).size == 1
    assert proofs.proof_file(UUID(int=6), proofs.CERTIFICATE) is None
    with pytest.raises(NotAReceipt):
        proofs.proof_file(entry, proofs.CERTIFICATE)


@given(st.text(max_size=40))
def test_a_path_that_is_read_is_the_one_it_names(path: str) -> None:
    try:
        found = tiles.parse_path(path)
    except NotATile:
        return
    assert found.path == path
    assert ".." not in path
