"""Who may do what on which table. Every table has a line; a right that stands nowhere is nobody's.

`SELECT(a, b)` is a right on these columns only. Two lines that matter most: nobody who serves may
change or remove what stands in the ledger, and the web server reads neither a wrapped key nor
anything of the separate store (P82, P87, P88).
"""

from __future__ import annotations

from collections.abc import Mapping

from keepword.runtime.dbroles.names import Role

WEB, KEYS, WORKER, INTEGRATOR = Role.WEB, Role.KEYS, Role.WORKER, Role.INTEGRATOR

type_of_line = Mapping[Role, str]

_ALL = "SELECT INSERT UPDATE DELETE"
_ADDRESS = "subject, unit, generation"
_TURN = "generation, made_at, step, entry, finality, final_at"
_HOLDER: type_of_line = {KEYS: _ALL}
_NOBODY: type_of_line = {}

_KEYSTORE: Mapping[str, type_of_line] = {
    # The worker says of a turn in which entry it stands (`runtime.root_turns`).
    "keystore.root": {
        **_HOLDER,
        WORKER: f"SELECT({_TURN}) UPDATE(entry)",
        WEB: f"SELECT({_TURN})",
    },
    # The worker destroys the key of a month of the log whose term has ended.
    "keystore.page": {
        **_HOLDER,
        WEB: "SELECT(page, closed_at)",
        WORKER: "SELECT(page, closed_at) DELETE",
    },
    "keystore.destroyed_page": {**_HOLDER, WORKER: "INSERT"},
    "keystore.key_page": _HOLDER,
    # Whoever seals writes the wrapped key of what they seal, and reads none back.
    "keystore.data_key": {
        **_HOLDER,
        WEB: f"SELECT({_ADDRESS}) INSERT DELETE",
        WORKER: f"SELECT({_ADDRESS}) INSERT DELETE",
    },
    "keystore.superseded": {
        **_HOLDER,
        WEB: "SELECT INSERT UPDATE(at) DELETE",
        WORKER: "SELECT INSERT UPDATE(at) DELETE",
    },
    "keystore.blind_index": {
        **_HOLDER,
        WEB: "SELECT INSERT UPDATE(item, unit) DELETE",
        WORKER: "SELECT INSERT UPDATE(item, unit) DELETE",
    },
    "keystore.index_generation": {
        **_HOLDER,
        WEB: "SELECT(index, generation)",
        WORKER: "SELECT(index, generation)",
    },
    "keystore.rotation": _HOLDER,
    # What a turn of the root could not read, taken out of its way.
    "keystore.broken": _HOLDER,
    "keystore.erased_unit": {**_HOLDER, WEB: "SELECT INSERT", WORKER: "SELECT INSERT"},
    "keystore.withdrawn_consent": {**_HOLDER, WEB: "SELECT INSERT", WORKER: "SELECT INSERT"},
    "keystore.suspension": {
        **_HOLDER,
        WEB: "SELECT INSERT UPDATE(stands, said_at)",
        WORKER: "SELECT UPDATE(stands, said_at)",
    },
}

_VAULT: Mapping[str, type_of_line] = {
    "vault.subject": {WEB: "SELECT INSERT UPDATE", WORKER: "SELECT UPDATE(version, ended_at)"},
    "vault.record": {WEB: "SELECT INSERT DELETE", WORKER: "SELECT DELETE"},
    # The worker changes no day: it may lock units, so that none is destroyed that is being kept.
    "vault.unit": {
        WEB: "SELECT INSERT UPDATE(held_until) DELETE",
        WORKER: "SELECT UPDATE(held_until) DELETE",
    },
    "vault.item": {
        WEB: "SELECT INSERT UPDATE(generation, sealed) DELETE",
        WORKER: "SELECT UPDATE(generation, sealed) DELETE",
    },
    "vault.blob": {
        WEB: "SELECT INSERT UPDATE(generation, sealed) DELETE",
        WORKER: "SELECT UPDATE(generation, sealed) DELETE",
    },
    "vault.blob_to_delete": {
        WEB: "SELECT(object) INSERT",
        WORKER: "SELECT INSERT UPDATE(since) DELETE",
    },
    "custody.consent": {
        WEB: "SELECT INSERT UPDATE(withdrawn_at) DELETE",
        WORKER: "SELECT UPDATE(withdrawn_at) DELETE",
    },
    "custody.suspension": {WEB: _ALL, WORKER: "SELECT DELETE"},
    # The separate store: who writes a link cannot read one, neither theirs nor another's.
    "apart.link": {WEB: "INSERT", WORKER: "SELECT INSERT UPDATE(month, ends_on, sealed) DELETE"},
    "apart.link_key": {
        WEB: "SELECT(month, public, destroyed_at)",
        WORKER: "SELECT INSERT UPDATE(destroyed_at)",
    },
}

_LEDGER: Mapping[str, type_of_line] = {
    "ledger.inbox": {WEB: "SELECT INSERT", WORKER: "SELECT INSERT", INTEGRATOR: "SELECT DELETE"},
    "ledger.entry": {WEB: "SELECT", WORKER: "SELECT", INTEGRATOR: "SELECT INSERT"},
    "ledger.tree": {WEB: "SELECT", INTEGRATOR: "SELECT UPDATE"},
    "ledger.pruned": {
        WEB: "SELECT",
        WORKER: "SELECT INSERT UPDATE(entry, stripped_at)",
        INTEGRATOR: "SELECT",
    },
}

_MEMBERS: Mapping[str, type_of_line] = {
    "people.member": {WEB: _ALL, WORKER: "SELECT(subject) DELETE"},
    "people.code": {WEB: _ALL, WORKER: "SELECT(expires_at, subject) DELETE"},
    "people.throttle": {WEB: "SELECT INSERT UPDATE", WORKER: "SELECT(until) DELETE"},
    # The web server puts mail there and never sees it again.
    "mail.outbox": {WEB: "INSERT", WORKER: "SELECT UPDATE(tries, due_at) DELETE"},
    "safeguards.mass_erasure": {
        WORKER: "SELECT UPDATE(begun_at, gone_through, erased, units, kept, entries, finished_at, "
        "finished_in)",
    },
    "safeguards.mass_approval": {WORKER: "SELECT"},
    "safeguards.mass_person": {WORKER: "SELECT DELETE"},
    "safeguards.review": {
        WEB: "SELECT INSERT UPDATE(reviewed_at, reviewed_by, reviewed_in)",
    },
}

_STAFF: Mapping[str, type_of_line] = {
    # Accounts, grants and clients are made and ended at the terminal, by the owner.
    "clients.client": {WEB: "SELECT"},
    "clients.token": {WEB: "SELECT INSERT DELETE"},
    "clients.answered": {
        WEB: _ALL,
        WORKER: "SELECT(account, key, answered_at, day) UPDATE(answered_at) DELETE",
    },
    "public.staff": {WEB: "SELECT UPDATE"},
    "public.staff_grant": {WEB: "SELECT"},
    "public.django_session": {WEB: _ALL, WORKER: "SELECT(expire_date) DELETE"},
    "public.django_migrations": {WEB: "SELECT"},
    "public.django_content_type": _NOBODY,
    "public.auth_group": _NOBODY,
    "public.auth_group_permissions": _NOBODY,
    "public.auth_permission": _NOBODY,
}

TABLES: Mapping[str, type_of_line] = {**_KEYSTORE, **_VAULT, **_LEDGER, **_MEMBERS, **_STAFF}
"""Every table, partitions apart: those are reached through the table that they are of."""

FUNCTIONS: Mapping[str, tuple[Role, ...]] = {
    "ledger.open_month(integer)": (INTEGRATOR,),
    "ledger.strip_month(integer)": (WORKER,),
    "ledger.marks(bytea)": (WEB, WORKER, INTEGRATOR),
    "ledger.is_marked(bytea)": (WEB, WORKER, INTEGRATOR),
    "public.staff_grant_stands()": (),
}
"""Every function, and who may call it; a trigger's is called by nobody."""

SEARCH_PATH = "public, pg_temp"
"""Of the whole database: temporary tables come last, so that none is taken for one of ours."""
