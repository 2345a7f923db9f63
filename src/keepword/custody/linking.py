"""The sealed link: who a person was, for as long as the log has to name them (P87; SMN 2, 8(1)).

Entries name people by random ids. While a person's data are held, the vault leads from the id to
the name; once they are destroyed nothing does. The law wants the log to name the person for its
whole term, so one link stays: what identified the person, sealed to a public key (HPKE, RFC 9180).
Whoever writes it, the web server, can neither open it nor any other. The private key is a page of
the key holder's that the web server may not have (`apart/link-YYYYMM`).

A link lies under the key of the month in which it ends. When the month is over every link of it was
deleted, or sealed to a later key because the log has newer entries of the person; then the key is
destroyed, and what old copies of the table hold opens no more after the next root turn.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from keepword.custody import link_keys, recording
from keepword.custody.answers import Recorded
from keepword.custody.errors import NoSuchPerson, NotYetRecorded
from keepword.custody.link_keys import NoLinkKey
from keepword.custody.work import Work
from keepword.foundation.personal import Personal
from keepword.ledger.term import LogTerm, term_of
from keepword.storage.sql import Cursor, statement
from keepword.vault.holder import Holder
from keepword.vault.opening import Sealed
from keepword.vault.sealing import encoded, framed, number

IDENTIFYING = ("personal-name", "date-of-birth", "login-id")
"""What names a person in the log's sense: who it was, told from others of that name."""

OTHERWISE = ("hospital-registration-number", "mobile-phone", "email")
"""What is taken of a person of whom none of those is held: the first there is."""

OPENED = "open-link"
"""The act of opening a link, as entries call it."""

_INFO = "keepword/apart/link/v1"
_BLOCK = 256  # plain texts are filled up to a multiple, so that the length tells no name
_PACKAGE = "keepword.custody"


@dataclass(frozen=True, slots=True)
class Link:
    """A link that was kept: which items are in it, never their values, and its last day."""

    items: tuple[str, ...]
    until: date


@dataclass(frozen=True, slots=True)
class Linked:
    """An opened link. The values leave only once the opening is on record."""

    entry: UUID
    recorded: Recorded = field(repr=False)
    opened: Mapping[str, Personal] = field(repr=False)

    @property
    def items(self) -> Mapping[str, Personal]:
        """The values by item.

        Raises:
            NotYetRecorded: the transaction has not committed (fail closed, P87).
        """
        if not self.recorded.done:
            raise NotYetRecorded
        return self.opened


def identity_of(work: Work, subject: UUID) -> dict[str, Personal]:
    """What identifies a person, of what is still held; to be asked before it is destroyed.

    Raises:
        ErasedError, NoKey, SealBroken, TooManyOpens: what is held does not open.
    """
    return identities_of(work, [subject]).get(subject, {})


def identity_at_last(work: Work, subject: UUID, ending: Collection[UUID]) -> dict[str, Personal]:
    """`identity_of` a person who has no unit beside those that end; else nothing: as long as data
    are held that name the person, no link is needed.

    Raises:
        ErasedError, NoKey, SealBroken, TooManyOpens: what is held does not open.
    """
    units = {"subject": subject, "units": list(ending)}
    work.cursor.execute(statement(_PACKAGE, "other_units"), units)
    return {} if work.cursor.fetchone() == (True,) else identity_of(work, subject)


def identities_of(work: Work, subjects: Sequence[UUID]) -> dict[UUID, dict[str, Personal]]:
    """`identity_of` each of many people; those of whom nothing is held that identifies are not in.

    Raises:
        ErasedError, NoKey, SealBroken, TooManyOpens: what is held does not open.
    """
    wanted = {"subjects": list(subjects), "items": [*IDENTIFYING, *OTHERWISE]}
    work.cursor.execute(statement(_PACKAGE, "identity"), wanted)
    held: dict[bytes, dict[str, Sealed]] = {}
    for row in map(Sealed._make, work.cursor.fetchall()):
        held.setdefault(row.subject, {})[row.item] = row
    rows = [items[item] for items in held.values() for item in _identifying(items)]
    found: dict[UUID, dict[str, Personal]] = {}
    for row, value in zip(rows, work.vault.open_many(rows), strict=True):
        found.setdefault(UUID(bytes=row.subject), {})[row.item] = value
    return found


def keep(work: Work, subject: UUID, values: Mapping[str, Personal]) -> Link | None:
    """Seal what identified a person to the key of the month in which the log's term ends for them.

    None where nothing identified them, or neither policy nor law has a log kept.

    Raises:
        NoLinkKey: no key was made for that month.
    """
    return keep_many(work, {subject: values})


def keep_many(work: Work, known: Mapping[UUID, Mapping[str, Personal]]) -> Link | None:
    """`keep` for many people at once; which items are in any of their links.

    Raises:
        NoLinkKey: no key was made for that month.
    """
    named = {subject: values for subject, values in known.items() if values}
    term = term_of(work.policy, work.law, work.today)
    if not named or term is None:
        return None
    ends_on = term.held_until(work.today)
    month, public = key_for(work.cursor, ends_on)
    rows: list[dict[str, object]] = []
    for subject, values in named.items():
        link = work.new_id()
        sealed = _sealed(work.vault.tenant, subject, link, month, public, values)
        place = {"subject": subject, "link": link, "month": month}
        rows.append(place | {"ends_on": ends_on, "sealed": sealed})
    work.cursor.executemany(statement(_PACKAGE, "insert_link"), rows)
    return Link(tuple(sorted({item for values in named.values() for item in values})), ends_on)


def of_link(link: Link | None) -> recording.Body:
    """What the entry of the ending says of it, and with it the receipt."""
    if link is None:
        return {}
    return {"linked": {"items": list(link.items), "until": link.until.isoformat()}}


def open_links(work: Work, holder: Holder, subject: UUID, why: Personal) -> list[Linked]:
    """Who a person of the log was. On record with its reason, before any value leaves.

    Args:
        holder: the key holder, asked in a role that may have the separate store's keys.
        why: for what it is needed; an empty reason is none.

    Raises:
        NoSuchPerson: no link of this id, or its term is over; or no reason is given.
        NotForYou: this process may not have the key.
        LinkBroken: a link was changed, or moved from another person.
    """
    cur = work.cursor
    cur.execute(
        "SELECT link, month, sealed FROM apart.link WHERE subject = %s ORDER BY ends_on, link",
        (subject,),
    )
    found = cur.fetchall()
    if not found or not why:
        raise NoSuchPerson
    opened = [
        _opened(work.vault.tenant, holder, subject, link, month, sealed)
        for link, month, sealed in found
    ]
    term = term_of(work.policy, work.law, work.today)
    entry = work.record(
        OPENED,
        subject,
        recording.of_request(subject=subject, why=why),
        {
            "outcome": "done",
            "items": sorted({item for values in opened for item in values}),
            "citations": list(term.citations) if term else [],
        },
    )
    return [Linked(entry, work.recorded, values) for values in opened]


@dataclass(frozen=True, slots=True)
class Over:
    """A link whose last day has passed."""

    subject: UUID
    link: UUID
    month: int
    ends_on: date
    sealed: bytes = field(repr=False)


def over(cur: Cursor, today: date, most: int) -> list[Over]:
    """Links whose last day has passed, at most `most`; ours until the transaction ends."""
    cur.execute(statement(_PACKAGE, "links_over"), {"today": today, "most": most})
    return [Over(*row) for row in cur.fetchall()]


def end(cur: Cursor, link: Over) -> None:
    """Delete a link that is over."""
    cur.execute(
        "DELETE FROM apart.link WHERE subject = %s AND link = %s", (link.subject, link.link)
    )


def carry_over(cur: Cursor, tenant: str, holder: Holder, link: Over, ends_on: date) -> None:
    """Seal a link to a later key: the log has newer entries of the person. Nobody sees a value.

    Raises:
        NoLinkKey: no key was made for that month.
        LinkBroken: it was changed, or moved from another person.
    """
    values = _opened(tenant, holder, link.subject, link.link, link.month, link.sealed)
    month, public = key_for(cur, ends_on)
    cur.execute(
        statement(_PACKAGE, "reseal_link"),
        {
            "subject": link.subject,
            "link": link.link,
            "month": month,
            "ends_on": ends_on,
            "sealed": _sealed(tenant, link.subject, link.link, month, public, values),
        },
    )


def ends_after(term: LogTerm, made_on: date, today: date) -> date | None:
    """The last day for an entry that was made on `made_on`, if that day is still to come."""
    last = term.held_until(made_on)
    return last if last >= today else None


def key_for(cur: Cursor, ends_on: date) -> tuple[int, X25519PublicKey]:
    """The month and the public key for a link that ends on a day.

    Raises:
        NoLinkKey: none was made.
    """
    month = ends_on.year * 100 + ends_on.month
    cur.execute(statement(_PACKAGE, "link_key_for"), {"month": month})
    row = cur.fetchone()
    if row is None:
        raise NoLinkKey(month)
    return row[0], X25519PublicKey.from_public_bytes(row[1])


def _identifying(held: Collection[str]) -> list[str]:
    """Which of the held items go into a link."""
    best = [item for item in IDENTIFYING if item in held]
    return best or [item for item in OTHERWISE if item in held][:1]


def _sealed(
    tenant: str,
    subject: UUID,
    link: UUID,
    month: int,
    public: X25519PublicKey,
    values: Mapping[str, Personal],
) -> bytes:
    plain = json.dumps({item: value.reveal() for item, value in sorted(values.items())}).encode()
    filled = plain + bytes(-len(plain) % _BLOCK)
    return link_keys.SUITE.encrypt(filled, public, _bound(tenant, subject, link, month))


def _opened(
    tenant: str, holder: Holder, subject: UUID, link: UUID, month: int, sealed: bytes
) -> dict[str, Personal]:
    private = link_keys.private_key(holder, month)
    plain = link_keys.decrypt(sealed, private, _bound(tenant, subject, link, month))
    found: dict[str, str] = json.loads(plain.rstrip(b"\x00"))
    return {item: Personal(value) for item, value in found.items()}


def _bound(tenant: str, subject: UUID, link: UUID, month: int) -> bytes:
    """The place of a link: what is moved to another person, link or month does not open."""
    return framed(_INFO, encoded(tenant), subject.bytes, link.bytes, number(month))
