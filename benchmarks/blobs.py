"""Blobs sealed into and opened from a folder: how fast a core does it, in how much memory.

Each run is a process of its own. Speed is the blob's size over the processor time that the process
and all of its threads used (so: a core), and over the time that passed with the object durable on
this machine's disk. Memory is the most that the process ever had, Python and all libraries in it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, process_time
from uuid import UUID

from benchmarks.measure import Figure
from keepword.vault.blobs import places
from keepword.vault.blobs.address import Address
from keepword.vault.blobs.places import Folder
from keepword.vault.blobs.reading import Reader
from keepword.vault.blobs.stream import seal_stream

RUNS = 5
SIZE = 1 << 30
CHUNK = 1 << 16
MEGABYTE = 1_000_000

KEY = bytes(range(32))
NAME = UUID(int=4)
ADDRESS = Address("bench", UUID(int=1), UUID(int=2), "footage", UUID(int=3), NAME)
ACTS = ("seal", "open")


def blob_stream() -> list[Figure]:
    """A blob of 1 GiB, sealed and opened again, five times."""
    with tempfile.TemporaryDirectory(prefix="keepword-bench-") as folder:
        runs = [{act: _in_a_process(act, Path(folder)) for act in ACTS} for _ in range(RUNS)]
    return [
        figure
        for act in ACTS
        for figure in (
            _figure(runs, act, "a core", "core", "MB/s", "200 or more"),
            _figure(runs, act, "as time passes", "passed", "MB/s", "reported"),
            _figure(runs, act, "peak memory", "memory", "MB", "64 or less"),
        )
    ]


def _figure(
    runs: list[dict[str, dict[str, float]]], act: str, what: str, of: str, unit: str, wanted: str
) -> Figure:
    values = tuple(run[act][of] for run in runs)
    return Figure(f"blob of 1 GiB, {act}: {what}", values, unit, wanted)


def _in_a_process(act: str, folder: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.blobs", act, str(folder), str(SIZE)],
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measure(act: str, folder: Path, size: int) -> dict[str, float]:
    """One act in this process: MB/s a core, MB/s as time passes, and MB of memory at most."""
    does: Callable[[Path, int], None] = _seal if act == "seal" else _open
    used, passed = process_time(), perf_counter()
    does(folder, size)
    used, passed = process_time() - used, perf_counter() - passed
    return {
        "core": size / MEGABYTE / used,
        "passed": size / MEGABYTE / passed,
        "memory": peak_memory() / MEGABYTE,
    }


def peak_memory() -> int:
    """The most bytes that this program ever had resident.

    Not `ru_maxrss`: that one goes on counting what the process had before it ran this program,
    and so takes over the size of whoever started it.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024


def _seal(folder: Path, size: int) -> None:
    store = places.open_store(Folder(folder))
    store.put(NAME, seal_stream(KEY, ADDRESS, _chunks(size)))


def _open(folder: Path, size: int) -> None:
    store = places.open_store(Folder(folder))
    reader = Reader(KEY, ADDRESS, store.size(NAME), lambda spans: store.read(NAME, spans))
    had = sum(map(len, reader.stream()))
    if had != size:
        raise SystemExit(f"{had} bytes came out of {size}")


def _chunks(size: int) -> Iterator[bytes]:
    """As they come from a browser or a camera."""
    chunk = os.urandom(CHUNK)
    for _ in range(size // CHUNK):
        yield chunk


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
