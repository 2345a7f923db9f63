"""The embedded server as the commands see it: hold it, and it runs.

    with EmbeddedPostgres(layout).hold():
        psycopg.connect(client(layout))

Any number of commands may hold it at once; the first one makes and starts it, the last one to
leave (or to be killed) lets it stop.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

import psycopg
from psycopg.conninfo import make_conninfo

from keepword.runtime import logs, secretfile
from keepword.runtime.dbroles import secrets
from keepword.runtime.dbroles.names import Role
from keepword.runtime.errors import ClusterUnfit, NoPostgres, PasswordMismatch, PostgresFailed
from keepword.runtime.layout import Layout
from keepword.runtime.locks import FileLock
from keepword.runtime.postgres import osuser, programs, roles, sockets
from keepword.runtime.postgres.cluster import (
    ADMIN,
    SOCKET_PORT,
    Cluster,
    Plan,
    initialise,
)

CONNECT_SECONDS = 10
"""How long one attempt to connect may take."""

PAUSE = 0.03
"""Seconds between two looks at a server that is starting or stopping."""

_KEPT_FOR_THE_KEEPER = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV")


_SPAWNED: list[subprocess.Popen[bytes]] = []
"""Keepers this process started. They may outlive the object that did; each is still our child,
to be collected when it ends."""


class Interrupted(Exception):
    """The caller was told to stop while the server was starting."""


def admin_secret(layout: Layout) -> Path:
    """The file with the superuser's password."""
    return layout.secrets / "postgres-admin"


def client(layout: Layout, role: Role = Role.OWNER) -> dict[str, str | int]:
    """Connection parameters (libpq's names) of one of Keepword's own roles.

    Answers before the first start too, so that settings can be read; a connection then fails.

    Raises:
        UnsafeFolder: others may read the role's password.
    """
    plan = Cluster(layout.postgres).plan
    known = Plan.read(plan) if plan.is_file() else None
    return {
        "host": known.socket if known else str(layout.postgres / "socket"),
        "port": (known and known.tcp_port) or SOCKET_PORT,
        "user": roles.name(role),
        "password": secrets.known(layout, role) or "",
        "dbname": roles.DATABASE,
    }


class EmbeddedPostgres:
    """The server of one `KEEPWORD_VAR`.

    Args:
        layout: where its files lie.
        os_user: the account to run it as when started as root.
        settings: PostgreSQL settings that override ours (scratch servers of tests).
        tcp_port: a loopback TCP port to open as well.
    """

    def __init__(
        self,
        layout: Layout,
        *,
        os_user: str | None = None,
        settings: Mapping[str, str] | None = None,
        tcp_port: int | None = None,
    ) -> None:
        self.layout = layout
        self.cluster = Cluster(layout.postgres)
        self._os_user = os_user
        self._settings = dict(settings or {})
        self._tcp_port = tcp_port
        self._keeper: subprocess.Popen[bytes] | None = None

    def hold(self, *, stopped: Callable[[], bool] = lambda: False) -> Lease:
        """Start the server if need be and keep it running until the lease is released.

        Args:
            stopped: asked while waiting; True gives up with `Interrupted`.

        Raises:
            RuntimeRefusal: it cannot run; the error says why.
        """
        self.layout.make()
        lease = Lease(self)
        try:
            lease.ensure(stopped)
        except BaseException:
            lease.release(wait=False)
            raise
        return lease

    def ensure(self, stopped: Callable[[], bool]) -> None:
        """Have a server that accepts connections; one command at a time sees to it."""
        with FileLock(self.layout.postgres / "start.lock").locked():
            self._forget_dead_keeper()
            self._prepare_once()
            while (why := self._not_ready()) is not None:
                if stopped():
                    raise Interrupted
                if self._keeper_ended():
                    raise PostgresFailed(self._server_log, logs.tail(self._server_log) or why)
                if self.keeper_is_gone():
                    self._spawn_keeper()
                time.sleep(PAUSE)
            self._ensure_roles()

    def keeper_is_gone(self) -> bool:
        """Whether no keeper lives (and so no server that anyone looks after)."""
        return FileLock(self.layout.postgres / "keeper.lock").is_free(shared=True)

    def admin(self, dbname: str = "postgres") -> str:
        """Connection string of the superuser."""
        plan = Plan.read(self.cluster.plan)
        return make_conninfo(
            host=plan.socket,
            port=plan.tcp_port or SOCKET_PORT,
            user=ADMIN,
            password=secretfile.read(admin_secret(self.layout)),
            dbname=dbname,
            connect_timeout=CONNECT_SECONDS,
        )

    def wait_until_stopped(self, seconds: float = 70.0) -> bool:
        """Wait for the keeper to end, unless another command still holds the server."""
        until = time.monotonic() + seconds
        while not self.keeper_is_gone():
            if self._held_by_others() or time.monotonic() > until:
                return False
            time.sleep(PAUSE)
        if self._keeper is not None:
            self._keeper.wait()
        return True

    @property
    def _server_log(self) -> Path:
        return self.layout.logs / "postgres.txt"

    def _prepare_once(self) -> None:
        """While no keeper lives: write down how the server is run, and make its data folder."""
        if not self.keeper_is_gone():
            return
        user = osuser.choose(self.cluster.data, self._os_user)
        found = programs.readable_by(user, self._programs())
        plan = Plan(
            prefix=str(found.prefix),
            socket=str(sockets.prepare(self.layout.postgres, user, os.environ)),
            walkable=user.can_walk_to(self.layout.postgres),
            user=user.uid if user.switch else None,
            group=user.gid if user.switch else None,
            tcp_port=self._tcp_port,
            settings=self._settings,
        )
        plan.write(self.cluster.plan)
        password = secretfile.read_or_make(admin_secret(self.layout))
        if not self.cluster.exists:
            initialise(self.cluster, plan, password)

    def _programs(self) -> programs.Programs:
        if not self.cluster.exists:
            return programs.find()
        major = self.cluster.major()
        try:
            return programs.find(int(major))
        except NoPostgres as missing:
            raise ClusterUnfit(self.cluster.data, major) from missing

    def _not_ready(self) -> str | None:
        """Why there is nothing to use yet; a server without a keeper is about to end."""
        return "no keeper" if self.keeper_is_gone() else self._refusal()

    def _refusal(self) -> str | None:
        """Why the server does not let the superuser in just now; None when it does.

        Raises:
            PasswordMismatch: it is up and does not accept the stored password.
        """
        try:
            psycopg.connect(self.admin()).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise PasswordMismatch(admin_secret(self.layout)) from error
            return str(error)
        return None

    def _ensure_roles(self) -> None:
        _take_over_former_secret(self.layout)
        passwords = {role: secrets.make_or_read(self.layout, role) for role in Role}
        with psycopg.connect(self.admin(), autocommit=True) as connection:
            roles.ensure(connection, passwords)

    def _spawn_keeper(self) -> None:
        """Start the keeper in a session of its own: no signal meant for us reaches it."""
        output = logs.open_for_output(self.layout.logs / "postgres-keeper.txt")
        names = [n for n in os.environ if n in _KEPT_FOR_THE_KEEPER or n.startswith("PYTHON")]
        try:
            self._keeper = subprocess.Popen(
                [sys.executable, "-m", "keepword.runtime.postgres.keeper", str(self.layout.var)],
                cwd="/",
                env={name: os.environ[name] for name in names},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        finally:
            os.close(output)
        _SPAWNED.append(self._keeper)
        self._await_lock(self._keeper)

    def _await_lock(self, keeper: subprocess.Popen[bytes]) -> None:
        while self.keeper_is_gone() and keeper.poll() is None:
            time.sleep(PAUSE)

    def _forget_dead_keeper(self) -> None:
        _SPAWNED[:] = [keeper for keeper in _SPAWNED if keeper.poll() is None]
        if self._keeper is not None and self._keeper.poll() is not None:
            self._keeper = None

    def _keeper_ended(self) -> bool:
        """Whether the keeper we started gave up by itself; one that was killed did not."""
        return self._keeper is not None and (self._keeper.poll() or 0) > 0

    def _held_by_others(self) -> bool:
        """Whether a command still holds the server.

        Shared access fails only when the keeper has the lock for itself, that is, while it is
        stopping; exclusive access fails whenever anyone holds it.
        """
        holders = self.layout.postgres / "holders.lock"
        return FileLock(holders).is_free(shared=True) and not FileLock(holders).is_free()


class Lease:
    """One command's hold on the server. Ends with `release`, the `with` block, or the process."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self.server = server
        self._lock = FileLock(server.layout.postgres / "holders.lock")
        self._lock.acquire(shared=True)

    def ensure(self, stopped: Callable[[], bool] = lambda: False) -> None:
        """Start the server again if its keeper was killed."""
        self.server.ensure(stopped)

    def release(self, *, wait: bool = True) -> None:
        """Let go; with `wait`, return once the server has stopped or somebody else holds it."""
        self._lock.release()
        if wait:
            self.server.wait_until_stopped()

    def __enter__(self) -> Lease:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def _take_over_former_secret(layout: Layout) -> None:
    """Until release 0.2.0 there was one role; it owns everything, and its password stays."""
    former = layout.secrets / "postgres-client"
    if former.exists() and not secrets.path(layout, Role.OWNER).exists():
        former.rename(secrets.path(layout, Role.OWNER))
