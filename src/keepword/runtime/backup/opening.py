"""The last part of a restore: is the root here, what must stay gone, who is found, on record.

All of it but the first is one transaction. Until it is committed nothing here may open.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from keepword.custody import indexing
from keepword.custody.act import Act
from keepword.custody.acting import Acting
from keepword.foundation.errors import Message
from keepword.policy.decisions.question import Actor
from keepword.runtime import house
from keepword.runtime.backup import objects, replaying, unfinished
from keepword.runtime.backup.errors import BackupRefused
from keepword.runtime.backup.pairing import Pair
from keepword.runtime.backup.replaying import Replayed
from keepword.runtime.config import Config
from keepword.storage.sql import statement
from keepword.vault import roots
from keepword.vault.errors import NoKey
from keepword.vault.local import LocalHolder

PEOPLE_AT_ONCE = 1_000

_SYSTEM = Acting(Actor.SYSTEM, UUID(int=0), source="", task="restore")


class RootGone(BackupRefused):
    """Destroyed at a turn, or lost."""

    code = "root-gone"

    def __init__(self, generation: int, provider: str) -> None:
        self.generation = generation
        super().__init__(
            Message(
                en=f"These keys lie under root {generation}, which provider '{provider}' does not "
                "have: it was destroyed at a root turn, or its file or device is lost.",
                ko=f"이 키의 최상위 키 {generation}번이 '{provider}'에 없습니다. 교체하면서 "
                "폐기했거나 파일이나 장치를 잃은 것입니다.",
            ),
            Message(
                en=f"If there was a turn since, name keys of root {generation + 1} or later "
                "(`root` in their manifest.json). If the root is lost and not destroyed, ask the "
                f"escrow's holders: --escrow escrow-{generation}.sealed.",
                ko=f"그 뒤에 최상위 키를 교체했다면 {generation + 1}번 이후의 키(manifest.json의 "
                "`root`)를 쓰세요. 폐기가 아니라 분실이면 에스크로 보관자와 함께 --escrow "
                f"escrow-{generation}.sealed로 되돌리세요.",
            ),
        )


def check_roots(holder: LocalHolder, now: datetime) -> None:
    """Whether every root that something lies under can be had.

    Raises:
        RootGone: one cannot.
        WrongRoot, WrongTenant: another installation's, or another policy's.
        ProviderFailed: its device cannot be asked.
    """
    with holder.connections.cursor() as cur:
        cur.execute(statement("keepword.runtime.backup", "roots_needed"))
        needed = {row[0] for row in cur.fetchall()}
        for row in [each for each in roots.rows(cur) if each.generation in needed]:
            try:
                holder.roots.of(cur, row.generation)
            except NoKey:
                raise RootGone(row.generation, row.provider) from None
    holder.prepare(now)


def finish(config: Config, pair: Pair, now: datetime) -> Replayed:
    """Obey the key store, put blobs back, index anew, put it on record: at once or not at all.

    Raises:
        SealBroken: the key store is damaged.
        BlobStoreFailed: blobs cannot be stored.
        LedgerShut, OutcomeUnknown: the database.
    """
    with house.door().act(_SYSTEM, now) as act:
        done = replaying.replay(act.cursor, house.local_holder(), now)
        wanted = replaying.wanted_objects(act.cursor)
        done = replace(
            done,
            blobs=objects.put_back(config, pair.data_folder, wanted),
            people=index_anew(act),
        )
        unfinished.done(act.cursor.connection)
        act.note(
            "restore",
            taken=pair.data.state.taken_at,
            keys=pair.keys_of,
            erased=done.items,
            lost=done.lost,
            withdrawn=done.consents,
            ended=done.members,
            younger=done.spare,
        )
    house.local_holder().forget()
    return done


def index_anew(act: Act) -> int:
    """Make everybody findable by what they hold and are not found by; how many people that were."""
    policy = house.loaded().policy
    since, done = UUID(int=0), 0
    while people := indexing.missing(act.cursor, policy, since, PEOPLE_AT_ONCE):
        for subject in people:
            act.index_anew(subject)
        since, done = people[-1], done + len(people)
    return done
