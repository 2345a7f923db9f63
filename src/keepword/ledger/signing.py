"""Who signs checkpoints, and what it remembers: the last one that it signed (facts of the log).

The memory lies outside the database. A database that was rolled back, or rewritten, does not grow
on from it, and nothing more is signed (P88: no forging, no alteration).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

from keepword.ledger import checkpoints, durable, merkle, notes
from keepword.ledger.checkpoints import Checkpoint
from keepword.ledger.errors import KeyNotPrivate, NotAKey, NotAProof, ProofBroken, RolledBack
from keepword.ledger.notes import SigningKey, VerifierKey

KEY_FILE = "ledger-signing-key"
STATE_FILE = "ledger-signed"
_SEED = 32


class Signer:
    """An Ed25519 key named for the log, and the last checkpoint it signed.

    Args:
        key: the key; its name is the log's origin.
        state: the file that remembers; no other process writes it.
    """

    def __init__(self, key: SigningKey, state: Path) -> None:
        self._key = key
        self._state = state
        self.published: int | None = None
        """Size of the tree whose files this process has seen complete; None until it looked."""
        self.withholds = False
        """Whether a checkpoint is shown by whoever brings the cosignatures, and not before."""

    @classmethod
    def make_or_read(cls, folder: Path, origin: str, state: Path | None = None) -> Signer:
        """The signer whose key lies in `folder` (file mode 0600), made first when there is none.

        Args:
            folder: the keys' folder.
            origin: the log's name, an address without its scheme.
            state: the file that remembers; by default beside the key.

        Raises:
            NotAKey: the file holds no key, or one of another origin.
            KeyNotPrivate: others may read it.
        """
        path = folder / KEY_FILE
        if not path.exists():
            made = SigningKey(origin, secrets.token_bytes(_SEED))
            durable.create(path, f"{made.secret()}\n".encode())
        if path.stat().st_mode & 0o077:
            raise KeyNotPrivate(
                f"{path.name} is open to others.", f"{path.name} 파일이 남에게 열려 있습니다."
            )
        key = SigningKey.read(path.read_text(encoding="utf-8"))
        if key.verifier.name != origin:
            raise NotAKey(
                f"The signing key is of '{key.verifier.name}', not of '{origin}'.",
                f"서명 키가 '{origin}'이 아니라 '{key.verifier.name}'의 것입니다.",
            )
        return cls(key, state or folder / STATE_FILE)

    @property
    def state(self) -> Path:
        """The file that remembers the last signed checkpoint."""
        return self._state

    @property
    def verifier(self) -> VerifierKey:
        """The public key."""
        return self._key.verifier

    @property
    def vkey(self) -> str:
        """The public key as a verifier is given it."""
        return str(self._key.verifier)

    def last(self) -> tuple[Checkpoint, bytes] | None:
        """The last signed checkpoint, and its note; None before the first.

        Raises:
            RolledBack: the memory cannot be read; it is not guessed at.
        """
        note = durable.read(self._state)
        if note is None:
            return None
        try:
            return checkpoints.read(note, self.verifier), note
        except ProofBroken as error:
            raise RolledBack(
                "What was signed last cannot be read.", "마지막 서명 기록을 읽을 수 없습니다."
            ) from error

    def sign(self, size: int, root: bytes, path: Sequence[bytes]) -> bytes:
        """Sign the tree, and remember it before anybody sees it. The same tree gives the same note.

        Args:
            size: entries in the tree.
            root: its root hash.
            path: proof that it is the last signed tree grown on.

        Raises:
            RolledBack: it is not.
        """
        last = self.last()
        if last is not None:
            before, note = last
            try:
                merkle.check_consistency(before.size, before.root, size, root, path)
            except NotAProof as error:
                raise rolled_back(size, before.size) from error
            if before.size == size:
                return note
        checkpoint = Checkpoint(self.verifier.name, size, root)
        signed = self._key.sign(checkpoint.text).encode("utf-8")
        durable.write(self._state, signed, durable.PRIVATE)
        return signed

    def adopt(self, note: bytes) -> None:
        """Where nothing is remembered, what was published with our signature stands in for it.

        Raises:
            RolledBack: what was published is not ours.
        """
        if durable.read(self._state) is not None:
            return
        try:
            checkpoints.read(note, self.verifier)
            own = notes.parse(note).only(self.verifier)
        except ProofBroken as error:
            raise RolledBack(
                "The published checkpoint is not signed by this key.",
                "공개된 체크포인트가 이 키로 서명되지 않았습니다.",
            ) from error
        durable.write(self._state, own, durable.PRIVATE)


def rolled_back(size: int, signed: int) -> RolledBack:
    """The tree of `size` is not the one of `signed` grown on."""
    return RolledBack(
        f"The ledger of {size} entries does not continue the one signed at {signed}.",
        f"항목 {size}개의 기록이 {signed}개에 서명한 기록을 잇지 않습니다.",
    )
