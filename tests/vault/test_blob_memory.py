"""A blob passes through in constant memory, however large it is (P82)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SIZE = 200 << 20
MOST = 64 << 20
"""Of a whole process, Python and all libraries in it."""

_PROGRAM = """
import sys
from pathlib import Path
from uuid import UUID

from keepword.vault.blobs import places
from keepword.vault.blobs.address import Address
from keepword.vault.blobs.places import Folder
from keepword.vault.blobs.reading import Reader
from keepword.vault.blobs.stream import seal_stream

act, folder, size = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
name, key = UUID(int=4), bytes(32)
address = Address("meadow", UUID(int=1), UUID(int=2), "footage", UUID(int=3), name)
store = places.open_store(Folder(folder))
if act == "seal":
    chunk = bytes(1 << 16)
    store.put(name, seal_stream(key, address, (chunk for _ in range(size // len(chunk)))))
else:
    reader = Reader(key, address, store.size(name), lambda spans: store.read(name, spans))
    assert sum(map(len, reader.stream())) == size
status = Path("/proc/self/status").read_text()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")))
"""


def _peak(act: str, folder: Path) -> int:
    """Bytes that the process had at most; ru_maxrss would take over those of this one."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, act, str(folder), str(SIZE)],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return int(done.stdout) * 1024


def test_a_large_blob_takes_no_more_memory(tmp_path: Path) -> None:
    assert _peak("seal", tmp_path) <= MOST
    assert _peak("open", tmp_path) <= MOST
