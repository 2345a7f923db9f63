"""One embedded cluster: its folders, how its server is called, and how it comes to be."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from keepword.runtime.errors import PostgresFailed
from keepword.runtime.processes import end_with_parent

ADMIN = "postgres"
"""The superuser. Only this room connects as it: to make the role, the database, and repairs."""

SOCKET_PORT = 5432
"""Part of the socket's name; no TCP port is opened unless asked for."""

DURABLE: Mapping[str, str] = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
}
"""What keeps a committed transaction through a power cut. Given on the command line, so that no
line in a configuration file and no ALTER SYSTEM weakens it."""

DISCREET: Mapping[str, str] = {
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
"""The server's log never holds a statement, a parameter or the DETAIL line with a row's values."""

PLAIN: Mapping[str, str] = {
    "password_encryption": "scram-sha-256",
    "unix_socket_permissions": "0700",
    "lc_messages": "C",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "cluster_name": "keepword",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What the keeper runs, as the command that starts it wrote it to `server.json`.

    `prefix` holds PostgreSQL's `bin/`; `socket` is the folder of the Unix socket; `walkable` says
    whether the server's account (`user`, `group`; none for our own) can walk to the data folder;
    `tcp_port` opens one on the loopback address; `settings` override everything.
    """

    prefix: str
    socket: str
    walkable: bool
    user: int | None
    group: int | None
    tcp_port: int | None
    settings: dict[str, str]

    def write(self, path: Path) -> None:
        """Put the plan where the keeper and every client read it, in one step."""
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        draft.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")
        draft.chmod(0o600)
        draft.rename(path)

    @classmethod
    def read(cls, path: Path) -> Plan:
        """The plan in `path`."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Cluster:
    """The folders of one cluster under `home` (`var/postgres`)."""

    home: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.home / "data"

    @property
    def plan(self) -> Path:
        """Where the server listens and how it is run."""
        return self.home / "server.json"

    @property
    def exists(self) -> bool:
        """Whether a complete cluster is there; initdb works aside and is moved in whole."""
        return (self.data / "PG_VERSION").is_file()

    def major(self) -> str:
        """The version that wrote the data folder, as it says itself."""
        return (self.data / "PG_VERSION").read_text(encoding="ascii").strip()


def seen_from(folder: Path, plan: Plan) -> str:
    """The name of working directory `folder` for the server's account.

    Where that account cannot walk to it (a checkout under `/root`), the kernel's link to the
    working directory leads there without any permission being loosened.
    """
    return str(folder) if plan.walkable else "/proc/self/cwd"


def server_command(cluster: Cluster, plan: Plan) -> list[str]:
    """The command line of the server.

    `keepword.home` is a setting nobody reads: it shows whose server this is in a process list.
    """
    listen = "127.0.0.1" if plan.tcp_port else ""
    fixed = {
        "keepword.home": str(cluster.home),
        "listen_addresses": listen,
        "port": str(plan.tcp_port or SOCKET_PORT),
        "unix_socket_directories": '"' + plan.socket.replace('"', '""') + '"',
    }
    settings = {**fixed, **PLAIN, **DISCREET, **DURABLE, **plan.settings}
    command = [str(Path(plan.prefix) / "bin" / "postgres"), "-D", seen_from(cluster.data, plan)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    return command


def spawn(
    command: list[str], folder: Path, plan: Plan, output: int, on_death: signal.Signals
) -> subprocess.Popen[bytes]:
    """Start a PostgreSQL program in `folder`, as the server's account.

    It is in a session of its own, so a Ctrl-C meant for us does not reach it; the kernel sends
    it `on_death` when this process ends.
    """
    parent = os.getpid()

    def bind() -> None:
        end_with_parent(on_death)
        if os.getppid() != parent:
            os._exit(1)

    return subprocess.Popen(
        command,
        cwd=folder,
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=bind,
        user=plan.user,
        group=plan.group,
        extra_groups=[] if plan.user is not None else None,
    )


def initialise(cluster: Cluster, plan: Plan, password: str) -> None:
    """Make the data folder. All or nothing: the finished folder is renamed into its place.

    Raises:
        PostgresFailed: initdb refused; its words are in the error.
    """
    for old in cluster.home.glob("data.new-*"):
        shutil.rmtree(old)
    draft = cluster.home / f"data.new-{secrets.token_hex(8)}"
    draft.mkdir(mode=0o700)
    secret = Path(plan.socket) / f"first-password-{secrets.token_hex(8)}"
    with tempfile.TemporaryFile() as output:
        try:
            _write_secret(secret, password, plan)
            _own(draft, plan)
            command = _initdb_command(draft, plan, secret)
            child = spawn(command, draft, plan, output.fileno(), signal.SIGKILL)
            code = child.wait()
        finally:
            secret.unlink(missing_ok=True)
        if code != 0:
            output.seek(0)
            raise PostgresFailed(draft, output.read().decode(errors="replace").strip())
    draft.rename(cluster.data)
    _sync(cluster.home)


def _initdb_command(draft: Path, plan: Plan, secret: Path) -> list[str]:
    """initdb with what every machine has: the built-in C.UTF-8 locale where it exists (17 on)."""
    program = Path(plan.prefix) / "bin" / "initdb"
    version = subprocess.run(
        [program, "--version"], check=True, capture_output=True, text=True
    ).stdout
    builtin = int(version.split()[-1].split(".")[0]) >= 17
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if builtin else []
    return [
        str(program),
        *("-D", seen_from(draft, plan)),
        *("-U", ADMIN),
        f"--pwfile={secret}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--data-checksums",
        *locale,
    ]


def _write_secret(path: Path, text: str, plan: Plan) -> None:
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(fd, "w", encoding="ascii") as file:
        file.write(text + "\n")
    _own(path, plan)


def _own(path: Path, plan: Plan) -> None:
    if plan.user is not None and plan.group is not None:
        os.chown(path, plan.user, plan.group)


def _sync(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
