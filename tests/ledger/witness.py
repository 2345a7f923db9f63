"""A witness of the tests' own, written from C2SP tlog-witness and tlog-cosignature, over HTTP.

It shares no code with the client but the tree's arithmetic, keeps its state, and can be told to be
slow, broken or a liar.
"""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from keepword.ledger import merkle
from keepword.ledger.cosignatures import CosignerKey
from keepword.ledger.errors import NotAProof
from keepword.ledger.witnesses import Witness

Reply = tuple[int, str, bytes]
TEXT, SIZE = "text/plain", "text/x.tlog.size"


class TestWitness:
    """State and key of one witness; `vkeys` are the logs it knows, by origin."""

    __test__ = False

    def __init__(self, name: str, seed: int, vkeys: dict[str, str]) -> None:
        self.name = name
        self.key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self.public = self.key.public_key().public_bytes_raw()
        self.vkeys = vkeys
        self.seen: dict[str, tuple[int, bytes]] = {}
        self.requests: list[bytes] = []
        self.now = 1_790_000_000
        self.replies: list[Reply] = []
        """Answers to give instead of the right ones, first things first."""
        self.hold = threading.Event()
        self.hold.set()
        self.url = ""
        self._alone = threading.Lock()

    @property
    def vkey(self) -> str:
        material = base64.b64encode(bytes([4]) + self.public).decode()
        return f"{self.name}+{self._id.hex()}+{material}"

    @property
    def listed(self) -> Witness:
        """As the log has it on its list."""
        return Witness(CosignerKey.read(self.vkey), self.url)

    @property
    def _id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([4]) + self.public).digest()[:4]

    def line(self, text: str, at: int | None = None) -> bytes:
        """Its cosignature of a checkpoint."""
        moment = self.now if at is None else at
        signed = self.key.sign(f"cosignature/v1\ntime {moment}\n{text}".encode())
        raw = base64.b64encode(self._id + moment.to_bytes(8, "big") + signed).decode()
        return f"— {self.name} {raw}\n".encode()

    def answer(self, body: bytes) -> Reply:
        """What the specification says to this request."""
        self.requests.append(body)
        self.hold.wait(20)
        if self.replies:
            return self.replies.pop(0)
        head, _, note = body.decode().partition("\n\n")
        old_line, *proof = head.split("\n")
        text, _, signatures = note.partition("\n\n")
        text += "\n"
        origin, size_line, root_line = text.split("\n")[:3]
        if origin not in self.vkeys:
            return 404, TEXT, b""
        if not self._is_signed(origin, text, signatures):
            return 403, TEXT, b""
        old, size = int(old_line.removeprefix("old ")), int(size_line)
        if old > size:
            return 400, TEXT, b""
        root, path = base64.b64decode(root_line), [base64.b64decode(line) for line in proof]
        with self._alone:
            known, known_root = self.seen.get(origin, (0, merkle.EMPTY))
            if old != known:
                return 409, SIZE, f"{known}\n".encode()
            try:
                merkle.check_consistency(known, known_root, size, root, path)
            except NotAProof:
                return 422, TEXT, b""
            self.seen[origin] = size, root
        return 200, TEXT, self.line(text)

    def _is_signed(self, origin: str, text: str, signatures: str) -> bool:
        name, id_, material = self.vkeys[origin].split("+", 2)
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(material)[1:])
        for line in signatures.splitlines():
            _, signer, raw = line.split(" ")
            decoded = base64.b64decode(raw)
            if (signer, decoded[:4].hex()) == (name, id_):
                try:
                    public.verify(decoded[4:], text.encode())
                except InvalidSignature:
                    return False
                return True
        return False


@contextmanager
def serving(*witnesses: TestWitness) -> Iterator[None]:
    """Each witness behind an address of its own on loopback."""
    servers = [_server(each) for each in witnesses]
    try:
        yield
    finally:
        for each, server in zip(witnesses, servers, strict=True):
            each.hold.set()
            server.shutdown()
            server.server_close()


def _server(witness: TestWitness) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            right = self.path == "/w/add-checkpoint"
            status, kind, reply = witness.answer(body) if right else (404, TEXT, b"")
            try:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)
            except OSError:
                return  # nobody waits any longer

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    witness.url = f"http://127.0.0.1:{server.server_port}/w"
    return server


def until(done: Callable[[], bool], step: Callable[[], object]) -> None:
    """Step until it is so; a minute would mean that it never will be."""
    last = time.monotonic() + 60
    while not done():
        assert time.monotonic() < last, "it did not come about"
        step()
        time.sleep(0.005)
