"""Disks: room, whether keys lie apart from data, and what destroying a key on them is worth."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from keepword.foundation.errors import Message
from keepword.runtime.config import Config
from keepword.runtime.doctor.finding import Finding, mend, note, ok

LEAST_FREE = 2 * 1024**3
"""Bytes that should be free: PostgreSQL stops taking writes when its log cannot grow."""

KEEP_OLD_BLOCKS = frozenset({"btrfs", "zfs", "bcachefs", "overlay", "nilfs2", "f2fs"})
"""File systems that never write in place: what is overwritten stays somewhere, for snapshots even
on purpose."""

_MOUNTS = Path("/proc/self/mountinfo")
_DEVICES = Path("/sys/dev/block")
_ROOT = Message(en="End of a root key", ko="최상위 키의 파기")


def checks(config: Config) -> Iterator[Finding]:
    """Everything about disks."""
    yield room(config.layout.var)
    yield keys_apart(config.keys, config.layout.var)
    yield finality(config.root)
    if _is_file(config.root):
        yield medium(config.keys)


def room(var: Path) -> Finding:
    """Room where the data lies."""
    what = Message(en="Free disk space", ko="남은 디스크 공간")
    free = shutil.disk_usage(_existing(var)).free
    seen = f"{free / 1024**3:.1f} GiB"
    if free >= LEAST_FREE:
        return ok("disk", what, seen)
    remedy = Message(
        en=f"Make room on the disk of {var}: at least 2 GiB.",
        ko=f"{var}이(가) 있는 디스크를 2 GiB 이상 비우세요.",
    )
    return mend("disk", what, seen, remedy)


def keys_apart(keys: Path, var: Path) -> Finding:
    """Keys on another file system than the data: who takes one copy of a disk has one half."""
    what = Message(en="Keys apart from data", ko="키와 자료의 분리")
    seen = f"{keys} · {var}"
    if _existing(keys).stat().st_dev != _existing(var).stat().st_dev:
        return ok("keys-apart", what, seen)
    remedy = Message(
        en="A copy of this disk holds both. Put KEEPWORD_KEYS on a disk of its own, encrypted.",
        ko="이 디스크의 사본 하나에 둘 다 들어갑니다. KEEPWORD_KEYS를 따로 암호화한 디스크에 "
        "두세요.",
    )
    return note("keys-apart", what, seen, remedy)


def finality(root: str) -> Finding:
    """What the end of a root is worth at its provider (`KEEPWORD_ROOT`).

    A file that was overwritten may be somewhere still, and nothing proves that it is not.
    """
    if not _is_file(root):
        return ok("root-finality", _ROOT, root.partition(":")[0])
    remedy = Message(
        en="Nothing proves that no copy of an old key file is left. A token (pkcs11) or AWS KMS "
        "in KEEPWORD_ROOT does; until then keep no copies of the keys' folder beyond a turn.",
        ko="옛 키 파일의 사본이 없다는 것을 증명할 수 없습니다. KEEPWORD_ROOT에 토큰(pkcs11)이나 "
        "AWS KMS를 쓰면 증명됩니다. 그 전에는 키 폴더의 사본을 교체 뒤까지 두지 마세요.",
    )
    return note("root-finality", _ROOT, "file", remedy)


def medium(keys: Path, mounts: Path = _MOUNTS, devices: Path = _DEVICES) -> Finding:
    """Whether overwriting a key file reaches the very blocks it was in, as far as can be seen.

    It says nothing where nothing is known: a disk behind a controller or a network tells no more.
    """
    kind, device = _mount_of(_existing(keys), mounts)
    flash = _is_flash(device, devices)
    seen = f"{kind or '?'}{', SSD' if flash else ''}"
    if kind not in KEEP_OLD_BLOCKS and not flash:
        return ok("keys-medium", _ROOT, seen)
    remedy = Message(
        en="What is overwritten here may stay readable (old blocks, snapshots). Encrypt the disk "
        "with a key of its own, take no snapshots of it, or use a token or KMS.",
        ko="여기서는 덮어쓴 내용이 남아 있을 수 있습니다(옛 블록, 스냅숏). 디스크를 별도 키로 "
        "암호화하고 스냅숏을 찍지 않거나, 토큰이나 KMS를 쓰세요.",
    )
    return note("keys-medium", _ROOT, seen, remedy)


def _is_file(root: str) -> bool:
    return root.strip().partition(":")[0] in ("", "file")


def _mount_of(path: Path, mounts: Path) -> tuple[str, str]:
    """Type of the file system that holds `path`, and its device as `major:minor` (proc(5))."""
    found = ("", "")
    longest = -1
    lines = mounts.read_text(encoding="utf-8").splitlines() if mounts.is_file() else []
    for line in lines:
        fields, _, rest = line.partition(" - ")
        number, point = fields.split()[2], Path(_unescaped(fields.split()[4]))
        if path.resolve().is_relative_to(point) and len(point.parts) >= longest:
            longest = len(point.parts)
            found = (rest.split()[0], number)
    return found


def _is_flash(device: str, devices: Path) -> bool:
    """Whether the kernel says that the disk does not rotate; a partition's disk is one above."""
    place = devices / device
    if not device or not place.exists():
        return False
    for queue in (place.resolve() / "queue", place.resolve().parent / "queue"):
        if (queue / "rotational").is_file():
            return (queue / "rotational").read_text(encoding="ascii").strip() == "0"
    return False


def _unescaped(text: str) -> str:
    """Spaces in mount points are written as octal numbers."""
    return re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), text)


def _existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if os.path.lexists(folder))
