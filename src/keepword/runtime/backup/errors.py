"""What can keep a backup from being made or restored.

KeepwordError (foundation)
└── BackupRefused
    ├── BadTarget        the folders named for data and keys will not do
    ├── OlderKeysThere   key copies from before a root turn would lie beside new ones (key_copies)
    ├── NotABackup       a folder that holds no backup, or not the half that was asked for
    ├── BackupDamaged    a part that is missing or is not what the manifest says
    ├── NotAPair         data and keys that do not belong together (pairing)
    │   └── KeysBeforeTurn   keys from before a root turn that the data, or this house, have seen
    ├── RootGone         the root that the keys lie under is not here (opening)
    ├── OtherRoot        a sealed root of another generation than the keys need (escrowed)
    ├── NotEmpty         something lives where the backup would go
    ├── NotAlive         there is no key store here that data could be put beside (living)
    ├── Unfinished       a restore was broken off: nothing may open before it is done (unfinished)
    ├── LedgerBehind     the ledger of the backup ends before the newest signed checkpoint here
    ├── NothingToBackUp  a database in which nothing was made yet
    ├── NoProgram        no pg_dump or pg_restore that fits the server
    └── ProgramFailed    pg_dump or pg_restore gave up; its last words are shown
"""

from __future__ import annotations

from pathlib import Path

from keepword.foundation.errors import KeepwordError, Message


class BackupRefused(KeepwordError):
    """Root of these errors. Nothing was changed, or it was taken back."""

    code = "backup"


class BadTarget(BackupRefused):
    """Where data and keys should go, or come from, cannot be so."""

    code = "backup-target"

    @classmethod
    def together(cls) -> BadTarget:
        """One folder for both, or one inside the other."""
        return cls(
            Message(
                en="Data and keys may not lie in one folder, nor one inside the other.",
                ko="자료와 키는 한 폴더에 두거나 서로 안에 둘 수 없습니다.",
            ),
            Message(
                en="Name two folders, best on two machines: whoever has both can read everything.",
                ko="서로 다른 폴더(되도록 다른 장비)를 쓰세요. 둘 다 있으면 모두 읽을 수 있습니다.",
            ),
        )

    @classmethod
    def taken(cls, path: Path) -> BadTarget:
        """Something is there already."""
        return cls(
            Message(en=f"{path} is not an empty folder.", ko=f"{path}은(는) 빈 폴더가 아닙니다."),
            Message(en="Name a new folder.", ko="새 폴더를 쓰세요."),
        )

    @classmethod
    def not_written(cls, path: Path, why: str) -> BadTarget:
        """The operating system refuses, or the disk is full; `why` is its word for it."""
        return cls(
            Message(en=f"{path} cannot be written: {why}.", ko=f"{path}에 쓸 수 없습니다: {why}."),
            Message(
                en="Make room, or name a folder that this account may write to.",
                ko="공간을 비우거나 이 계정이 쓸 수 있는 폴더를 쓰세요.",
            ),
        )

    @classmethod
    def inside(cls, path: Path) -> BadTarget:
        """A backup inside the folder that it is a backup of."""
        return cls(
            Message(
                en=f"{path} lies inside KEEPWORD_VAR or the folder of the keys.",
                ko=f"{path}은(는) KEEPWORD_VAR나 키 폴더 안에 있습니다.",
            ),
            Message(en="Name a folder elsewhere.", ko="다른 곳의 폴더를 쓰세요."),
        )

    @classmethod
    def of_another_house(cls, path: Path) -> BadTarget:
        """Somebody else's only copy, perhaps."""
        return cls(
            Message(
                en=f"{path} holds the keys of another installation.",
                ko=f"{path}에 다른 설치본의 키가 있습니다.",
            ),
            Message(en="Name another folder.", ko="다른 폴더를 쓰세요."),
        )

    @classmethod
    def younger(cls, path: Path, taken_at: str) -> BadTarget:
        """This house is older than what it would replace: a restored copy, or a clock gone back."""
        return cls(
            Message(
                en=f"{path} holds keys from a later time ({taken_at}) than this house.",
                ko=f"{path}의 키({taken_at})가 지금 이 설치본보다 나중 것입니다.",
            ),
            Message(
                en="Keep them. Look at the clock, and whether this house is a restored older copy.",
                ko="그대로 보존하고, 시계와 이 설치본이 복원한 옛 사본인지 확인하세요.",
            ),
        )


class NotABackup(BackupRefused):
    """No manifest of the wanted kind is there."""

    code = "no-backup"

    def __init__(self, path: Path, kind: str) -> None:
        names = {"data": ("the data", "자료"), "keys": ("the keys", "키")}[kind]
        super().__init__(
            Message(
                en=f"{path} holds no backup of {names[0]}.",
                ko=f"{path}에 {names[1]} 백업이 없습니다.",
            ),
            Message(
                en="Name the folders that `keepword backup` made: --data D --keys K.",
                ko="`keepword backup`이 만든 폴더를 쓰세요: --data D --keys K.",
            ),
        )


class BackupDamaged(BackupRefused):
    """A part does not have the size or the SHA-256 that the manifest says."""

    code = "backup-damaged"

    def __init__(self, path: Path) -> None:
        super().__init__(
            Message(
                en=f"{path} is missing or damaged.",
                ko=f"{path} 파일이 없거나 손상되었습니다.",
            ),
            Message(en="Use another copy.", ko="다른 사본을 쓰세요."),
        )


class NotEmpty(BackupRefused):
    """A restore goes into an empty house only."""

    code = "not-empty"

    def __init__(self, where: str) -> None:
        super().__init__(
            Message(
                en=f"A backup is restored into an empty house only; there is something in {where}.",
                ko=f"백업은 빈 곳에만 복원합니다. {where}에 무언가 있습니다.",
            ),
            Message(
                en="Set KEEPWORD_VAR to a new folder (and DATABASE_URL to an empty database).",
                ko="KEEPWORD_VAR를 새 폴더로(DATABASE_URL은 빈 데이터베이스로) 정하세요.",
            ),
        )


class LedgerBehind(BackupRefused):
    """A log never goes back: what was signed and shown stays true."""

    code = "ledger-behind"

    def __init__(self, restored: int, signed: int, folder: Path) -> None:
        super().__init__(
            Message(
                en=f"The ledger of this backup has {restored} entries, but {signed} were signed "
                f"already ({folder}). A ledger does not go back.",
                ko=f"이 백업의 원장은 {restored}건인데, 이미 {signed}건에 서명했습니다({folder}). "
                "원장은 되돌릴 수 없습니다.",
            ),
            Message(
                en=f"Restore a newer backup. Keep {folder}: it proves what is missing. Only to "
                "look at old data, restore into another KEEPWORD_VAR.",
                ko=f"더 새로운 백업을 복원하세요. {folder}은(는) 빠진 기록의 증거이니 보존하세요. "
                "옛 자료를 보기만 하려면 다른 KEEPWORD_VAR에 복원하세요.",
            ),
        )


class NothingToBackUp(BackupRefused):
    """No table of ours is there."""

    code = "nothing-to-back-up"

    def __init__(self) -> None:
        super().__init__(
            Message(en="There is nothing to back up yet.", ko="아직 백업할 것이 없습니다."),
            Message(
                en="Start it once with `keepword up`; check KEEPWORD_VAR and DATABASE_URL.",
                ko="`keepword up`으로 한 번 시작하고 KEEPWORD_VAR와 DATABASE_URL을 확인하세요.",
            ),
        )


class NoProgram(BackupRefused):
    """An external server wants its own version's programs, or newer ones."""

    code = "no-dump-program"

    def __init__(self, major: int) -> None:
        super().__init__(
            Message(
                en=f"No pg_dump and pg_restore of PostgreSQL {major} or newer were found.",
                ko=f"PostgreSQL {major} 이상의 pg_dump와 pg_restore를 찾지 못했습니다.",
            ),
            Message(
                en=f"Install the client programs of PostgreSQL {major} and put them on PATH.",
                ko=f"PostgreSQL {major} 클라이언트 프로그램을 설치하고 PATH에 넣으세요.",
            ),
        )


class ProgramFailed(BackupRefused):
    """`tail` is what the program said; it names tables, never a row's values."""

    code = "dump-failed"

    def __init__(self, program: str, tail: str) -> None:
        super().__init__(
            Message(en=f"{program} failed:\n{tail}", ko=f"{program} 실행에 실패했습니다.\n{tail}"),
            Message(
                en="Look at disk space and at `keepword doctor`, then try again.",
                ko="디스크 여유 공간과 `keepword doctor`를 확인한 뒤 다시 하세요.",
            ),
        )
