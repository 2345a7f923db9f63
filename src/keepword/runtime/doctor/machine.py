"""The machine: Python, accounts, core dumps, swap."""

from __future__ import annotations

import contextlib
import os
import platform
import resource
import sys
from collections.abc import Mapping
from pathlib import Path

import psutil

from keepword.foundation.errors import Message
from keepword.runtime.doctor.finding import Finding, mend, note, ok
from keepword.runtime.processes import marked
from keepword.runtime.services import SERVICES

OLDEST_PYTHON = (3, 11)
"""The oldest Python that Keepword is tested on."""


def python() -> Finding:
    """Python 3.11 or newer."""
    what = Message(en="Python", ko="파이썬")
    seen = platform.python_version()
    if tuple(sys.version_info[:2]) >= OLDEST_PYTHON:
        return ok("python", what, seen)
    return mend("python", what, seen, Message(en="Use 3.11 or newer.", ko="3.11 이상을 쓰세요."))


def account() -> Finding:
    """An ordinary account rather than root."""
    what = Message(en="Account", ko="실행 계정")
    if os.geteuid() != 0:
        return ok("account", what, f"uid {os.geteuid()}")
    remedy = Message(
        en="Run it as an account of its own; only PostgreSQL drops root by itself.",
        ko="전용 계정으로 실행하세요. root 권한은 PostgreSQL만 스스로 내려놓습니다.",
    )
    return note("account", what, "root", remedy)


def accounts_apart(accounts: Mapping[str, int]) -> Finding:
    """The key holder runs as another account than whoever talks to the world (P82).

    Otherwise whoever takes over the web server reads the key holder's files, the root among them.

    Args:
        accounts: the uid of each running service, by its name (`accounts_of`).
    """
    what = Message(en="Accounts kept apart", ko="실행 계정 분리")
    shared = [name for name in accounts if accounts[name] == accounts.get("keys")]
    if "keys" in accounts and shared == ["keys"]:
        return ok("accounts-apart", what, f"keys: uid {accounts['keys']}")
    seen = f"uid {accounts['keys']}: {', '.join(shared)}" if shared else f"uid {os.geteuid()}: ?"
    remedy = Message(
        en="Web server and key holder run as one account: whoever takes over the first reads the "
        "files of the second. Keep the root in a token or KMS (KEEPWORD_ROOT), and give its PIN or "
        "credentials in the environment, from a file that only root reads (EnvironmentFile of the "
        "unit): only the key holder is told them, and no process can read another's environment.",
        ko="웹 서버와 키 보관 프로세스가 한 계정으로 실행됩니다. 웹 서버가 뚫리면 키 파일도 "
        "읽힙니다. 최상위 키를 토큰이나 KMS(KEEPWORD_ROOT)에 두고, PIN이나 자격 증명은 root만 읽는 "
        "파일(유닛의 EnvironmentFile)에서 환경 변수로 주세요. 키 보관 프로세스에만 전달되고, 다른 "
        "프로세스의 환경 변수는 서로 읽지 못합니다.",
    )
    return note("accounts-apart", what, seen, remedy)


def accounts_of(var: Path) -> dict[str, int]:
    """The uid of each service of this house that runs now, by name."""
    names = {service.module: service.name for service in SERVICES}
    found: dict[str, int] = {}
    for process in marked(var):
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            modules = [names[word] for word in process.cmdline() if word in names]
            found |= dict.fromkeys(modules, process.uids().effective)
    return found


def shared_credentials(*, shared: bool) -> Finding:
    """Root in AWS KMS, blobs in a bucket, and one set of credentials for both (P82)."""
    what = Message(en="Credentials kept apart", ko="자격 증명 분리")
    if not shared:
        return ok("credentials-apart", what, "AWS")
    remedy = Message(
        en="Web server and worker reach the bucket by credentials that also open the root. Give "
        "them their own: KEEPWORD_BLOBS_AWS_ACCESS_KEY_ID and "
        "KEEPWORD_BLOBS_AWS_SECRET_ACCESS_KEY.",
        ko="웹 서버와 작업 프로세스가 최상위 키도 열 수 있는 자격 증명으로 버킷에 접근합니다. "
        "KEEPWORD_BLOBS_AWS_ACCESS_KEY_ID와 KEEPWORD_BLOBS_AWS_SECRET_ACCESS_KEY로 따로 주세요.",
    )
    return mend("credentials-apart", what, "AWS", remedy)


def core_dumps(pattern: Path = Path("/proc/sys/kernel/core_pattern")) -> Finding:
    """No core files: memory holds keys and open values.

    Every command sets its own limit; what may be left is a crash handler behind a pipe, which a
    limit of zero does not stop and a limit of one byte does (core(5)).
    """
    what = Message(en="Core dumps", ko="코어 덤프")
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    seen = f"RLIMIT_CORE {soft}/{hard} bytes"
    piped = pattern.is_file() and pattern.read_text(encoding="utf-8").startswith("|")
    if max(soft, hard) == 1 or (max(soft, hard) == 0 and not piped):
        return ok("core-dumps", what, seen)
    remedy = Message(
        en="Start it with a hard core limit of at least 1, or empty kernel.core_pattern.",
        ko="코어 한도(hard)를 1 이상으로 두고 시작하거나 kernel.core_pattern을 비우세요.",
    )
    return mend("core-dumps", what, f"{seen}{', pipe' if piped else ''}", remedy)


def swap(table: Path = Path("/proc/swaps")) -> Finding:
    """Swap space keeps memory on disk; only the operator knows whether it is encrypted."""
    what = Message(en="Swap", ko="스왑")
    lines = table.read_text(encoding="ascii").splitlines()[1:] if table.is_file() else []
    if not lines:
        return ok("swap", what, "off")
    remedy = Message(
        en="Turn it off, or encrypt it; memory holds keys.",
        ko="끄거나 암호화하세요. 메모리에는 키가 있습니다.",
    )
    return note("swap", what, f"{len(lines)} area(s)", remedy)
