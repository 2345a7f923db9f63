"""What can keep Keepword from running, each with a stable code and a way out.

KeepwordError (foundation)
└── RuntimeRefusal
    ├── ConfigError           a setting that cannot be read (usage)
    ├── PortBusy              another program answers on the port (usage)
    ├── NoPostgres            no PostgreSQL programs for this machine
    ├── NoAccountForPostgres  started as root, and no unprivileged account to run as
    ├── UnsafeFolder          a folder or secret that others may write or read
    ├── ClusterUnfit          the data folder belongs to another PostgreSQL version
    ├── PostgresFailed        initdb or the server ended; the log's last lines are shown
    ├── PasswordMismatch      the stored database password is not the cluster's
    ├── DatabaseUnreachable   no answer from the server in `DATABASE_URL`
    ├── DatabaseTooOld        a server older than PostgreSQL 15
    ├── AlreadyRunning        a second `keepword up` on the same folder
    ├── ServiceFailed         a service that ends again and again
    └── OfficerExists         a first officer account is there already
"""

from __future__ import annotations

from pathlib import Path

from keepword.foundation.errors import KeepwordError, Message


class RuntimeRefusal(KeepwordError):
    """Root of this room's errors."""

    code = "runtime"


class ConfigError(RuntimeRefusal):
    """The environment variable `name` holds something that cannot be used."""

    code = "config"

    def __init__(self, name: str, message: Message, remedy: Message) -> None:
        self.name = name
        super().__init__(
            Message(en=f"{name}: {message.en}", ko=f"{name}: {message.ko}"),
            remedy,
        )


class PortBusy(RuntimeRefusal):
    """Another program listens on `port`; `free` is the next one nobody uses."""

    code = "port-busy"

    def __init__(self, port: int, free: int | None) -> None:
        self.port = port
        self.free = free
        other = f"make run PORT={free}  (keepword up --port {free})" if free else "--port N"
        super().__init__(
            Message(
                en=f"Port {port} is used by another program.",
                ko=f"포트 {port}번은 다른 프로그램이 쓰고 있습니다.",
            ),
            Message(en=f"Use a free one: {other}", ko=f"비어 있는 포트를 쓰세요: {other}"),
        )


class NoPostgres(RuntimeRefusal):
    """The wheel with PostgreSQL's programs is missing or has none that fit."""

    code = "no-postgres"

    def __init__(self, wanted: str) -> None:
        super().__init__(
            Message(
                en=f"No PostgreSQL programs were found ({wanted}).",
                ko=f"PostgreSQL 실행 파일을 찾지 못했습니다({wanted}).",
            ),
            Message(
                en="Run `make setup` again, or name a server of your own in DATABASE_URL.",
                ko="`make setup`을 다시 실행하거나 DATABASE_URL에 쓰시는 서버를 적으세요.",
            ),
        )


class NoAccountForPostgres(RuntimeRefusal):
    """Started as root, but no unprivileged operating system account can run the server."""

    code = "no-os-account"

    def __init__(self, names: tuple[str, ...]) -> None:
        listed = ", ".join(names)
        super().__init__(
            Message(
                en=f"PostgreSQL does not run as root, and none of these accounts exists: {listed}.",
                ko=f"PostgreSQL은 root로 실행되지 않는데, 쓸 수 있는 계정이 없습니다: {listed}.",
            ),
            Message(
                en="Create one (useradd --system keepword) or name one in KEEPWORD_OS_USER.",
                ko="계정을 만들거나(useradd --system keepword) KEEPWORD_OS_USER에 적으세요.",
            ),
        )


class UnsafeFolder(RuntimeRefusal):
    """A path that should be ours alone is open to others, or is not what it should be."""

    code = "unsafe-path"

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            Message(
                en=f"{path} belongs to somebody else or is open to others.",
                ko=f"{path}의 소유자나 권한이 안전하지 않습니다.",
            ),
            Message(
                en="Look at who owns it; take away other people's rights, or remove it.",
                ko="소유자를 확인하고 다른 사용자의 권한을 없애거나 지우세요.",
            ),
        )


class ClusterUnfit(RuntimeRefusal):
    """The data folder was written by a PostgreSQL version that is not at hand."""

    code = "cluster-version"

    def __init__(self, data: Path, found: str) -> None:
        super().__init__(
            Message(
                en=f"{data} was made by PostgreSQL {found}, which is not installed here.",
                ko=f"{data}은(는) 여기에 없는 PostgreSQL {found}(으)로 만들어졌습니다.",
            ),
            Message(
                en="Install the Keepword release that wrote it and move the data with pg_dump.",
                ko="그 폴더를 만든 Keepword 판을 설치해 pg_dump로 자료를 옮기세요.",
            ),
        )


class PostgresFailed(RuntimeRefusal):
    """initdb or the server ended by itself; `tail` holds the last lines it wrote."""

    code = "postgres-failed"

    def __init__(self, log: Path, tail: str) -> None:
        super().__init__(
            Message(
                en=f"PostgreSQL did not start. Its last lines:\n{tail}",
                ko=f"PostgreSQL이 시작되지 않았습니다. 마지막 기록:\n{tail}",
            ),
            Message(en=f"The whole log: {log}", ko=f"전체 기록: {log}"),
        )


class PasswordMismatch(RuntimeRefusal):
    """The embedded server does not accept the password that is stored for it."""

    code = "postgres-password"

    def __init__(self, secret: Path) -> None:
        super().__init__(
            Message(
                en=f"The embedded PostgreSQL does not accept the password in {secret}.",
                ko=f"내장 PostgreSQL이 {secret}의 비밀번호를 받아들이지 않습니다.",
            ),
            Message(
                en="Put back the file that belongs to this data folder; both travel together.",
                ko="이 자료 폴더와 짝인 파일을 되돌려 놓으세요. 둘은 함께 옮겨야 합니다.",
            ),
        )


class DatabaseUnreachable(RuntimeRefusal):
    """The server does not answer or does not let us in; `why` is libpq's own sentence."""

    code = "database-unreachable"

    def __init__(self, why: str) -> None:
        super().__init__(
            Message(
                en=f"The database does not let us in: {why}",
                ko=f"데이터베이스에 접속할 수 없습니다: {why}",
            ),
            Message(
                en="Check DATABASE_URL, the server, and its pg_hba.conf; then `keepword doctor`.",
                ko="DATABASE_URL, 서버, pg_hba.conf를 확인한 뒤 `keepword doctor`를 실행하세요.",
            ),
        )


class DatabaseTooOld(RuntimeRefusal):
    """A server older than the oldest PostgreSQL that Keepword is tested on."""

    code = "database-too-old"

    def __init__(self, found: str) -> None:
        super().__init__(
            Message(
                en=f"The database server is PostgreSQL {found}; 15 or newer is needed.",
                ko=f"데이터베이스 서버가 PostgreSQL {found}입니다. 15 이상이 필요합니다.",
            ),
            Message(en="Upgrade the server.", ko="서버를 올리세요."),
        )


class AlreadyRunning(RuntimeRefusal):
    """Another `keepword up` holds this folder; `url` is where it answers, when it said so."""

    code = "already-running"

    def __init__(self, url: str | None, var: Path) -> None:
        self.url = url
        where = url or str(var)
        super().__init__(
            Message(
                en=f"Keepword already runs here: {where}",
                ko=f"Keepword가 이미 실행 중입니다: {where}",
            ),
            Message(
                en="Open that address, stop the other one (Ctrl-C), or set another KEEPWORD_VAR.",
                ko="그 주소를 열거나, 다른 쪽을 멈추거나(Ctrl-C), KEEPWORD_VAR를 달리 정하세요.",
            ),
        )


class ServiceFailed(RuntimeRefusal):
    """A service that never came up, or ends again and again."""

    code = "service-failed"

    def __init__(self, name: str, logs: Path, tail: str) -> None:
        shown = f"\n{tail}" if tail else ""
        super().__init__(
            Message(
                en=f"The service '{name}' does not come up, or does not stay up.{shown}",
                ko=f"'{name}' 서비스가 시작되지 않거나 계속 실행되지 못합니다.{shown}",
            ),
            Message(en=f"All logs: {logs}", ko=f"전체 기록: {logs}"),
        )


class OfficerExists(RuntimeRefusal):
    """The first officer account was made before."""

    code = "officer-exists"

    def __init__(self) -> None:
        super().__init__(
            Message(
                en="There is an officer account already.",
                ko="개인정보 보호책임자 계정이 이미 있습니다.",
            ),
            Message(
                en="Sign in with it, or add one more with `keepword admin create --another`.",
                ko="그 계정을 쓰거나 `keepword admin create --another`로 하나 더 만드세요.",
            ),
        )
