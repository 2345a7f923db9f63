"""What is tried in each role: statements as text, with {month} and {somebody} to be filled in."""

from __future__ import annotations

from keepword.runtime.dbroles.names import Role

KEYS, WORKER, INTEGRATOR = Role.KEYS, Role.WORKER, Role.INTEGRATOR

FORBIDDEN = {
    # Wrapped keys and roots (P82).
    "read a wrapped data key": "SELECT wrapped FROM keystore.data_key",
    "read all of the data keys": "SELECT * FROM keystore.data_key",
    "read a wrapped page key": "SELECT wrapped FROM keystore.page",
    "read the page blobs": "SELECT sealed FROM keystore.key_page",
    "count the page blobs": "SELECT count(*) FROM keystore.key_page",
    "read the roots": "SELECT sealed FROM keystore.root",
    "change a root": "UPDATE keystore.root SET sealed = ''",
    "put in another page": "INSERT INTO keystore.page (page, root, wrapped) VALUES ('x', 1, '')",
    "remove a page": "DELETE FROM keystore.page",
    "change a wrapped key": "UPDATE keystore.data_key SET wrapped = ''",
    "copy the wrapped keys": "COPY keystore.data_key TO STDOUT",
    "see which tags belong to a key": "SELECT veil FROM keystore.index_generation",
    "take back an erasure": "DELETE FROM keystore.erased_unit",
    "change an erasure": "UPDATE keystore.erased_unit SET erased_at = now()",
    "take back a withdrawal": "DELETE FROM keystore.withdrawn_consent",
    "let a destroyed page come back": "DELETE FROM keystore.destroyed_page",
    # The separate store.
    "read a link": "SELECT sealed FROM apart.link",
    "count the links": "SELECT count(*) FROM apart.link",
    "read a link back": "INSERT INTO apart.link (subject, link, month, ends_on, sealed) VALUES "
    "('{somebody}', '{somebody}', 203001, '2030-01-31', '') RETURNING sealed",
    "change a link": "UPDATE apart.link SET ends_on = now()",
    "end a link": "DELETE FROM apart.link",
    "lead links to another key": "INSERT INTO apart.link_key (month) VALUES (203001)",
    "change the key of links": "UPDATE apart.link_key SET public = ''",
    # The ledger (P87, P88).
    "change what waits": "UPDATE ledger.inbox SET time_ms = 0",
    "remove what waits": "DELETE FROM ledger.inbox",
    "lock what waits": "SELECT FROM ledger.inbox FOR UPDATE",
    "change an entry": "UPDATE ledger.entry SET sealed = ''",
    "put in an entry": "INSERT INTO ledger.entry (month, idx) VALUES (202611, 0)",
    "remove an entry": "DELETE FROM ledger.entry",
    "empty the log": "TRUNCATE ledger.entry",
    "empty the inbox": "TRUNCATE ledger.inbox",
    "cut the tree": "UPDATE ledger.tree SET size = 0",
    "plant another tree": "INSERT INTO ledger.tree VALUES (false, 0, '')",
    "copy into the log": "COPY ledger.entry FROM STDIN",
    "note a month as pruned": "INSERT INTO ledger.pruned (month) VALUES (202611)",
    "strip a month": "SELECT ledger.strip_month({month})",
    "make a month": "SELECT ledger.open_month(203001)",
    "remove a month": "DROP TABLE ledger.entry_{month}",
    "take off a month": "ALTER TABLE ledger.entry DETACH PARTITION ledger.entry_{month}",
    "write into a month": "UPDATE ledger.entry_{month} SET sealed = ''",
    "read a month past the log": "SELECT * FROM ledger.entry_{month}",
    # What other processes see to.
    "read the mail": "SELECT sealed FROM mail.outbox",
    "remove the mail": "DELETE FROM mail.outbox",
    "make an account": "INSERT INTO staff (id) VALUES ('{somebody}')",
    "grant a task": "INSERT INTO staff_grant (id) VALUES ('{somebody}')",
    "end a grant": "UPDATE staff_grant SET revoked_at = now()",
    "let a system in": "UPDATE clients.client SET revoked_at = NULL",
    "forget a migration": "DELETE FROM django_migrations",
    "give Django's rights": "SELECT * FROM auth_permission",
    # Tables, roles, and the machine below.
    "make a table": "CREATE TABLE mine (x int)",
    "make a table in a schema": "CREATE TABLE vault.mine (x int)",
    "make a temporary table": "CREATE TEMP TABLE mine (x int)",
    "make a schema": "CREATE SCHEMA mine",
    "make a function": "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "remove an extension": "DROP EXTENSION plpgsql",
    "change a table": "ALTER TABLE vault.item ADD COLUMN x int",
    "remove a table": "DROP TABLE vault.item",
    "give a right": "GRANT SELECT ON keystore.key_page TO PUBLIC",
    "make a role": "CREATE ROLE mine",
    "become the owner": "SET ROLE keepword",
    "become the key holder": "SET ROLE keepword_keys",
    "become the superuser": "SET SESSION AUTHORIZATION postgres",
    "rise": "ALTER ROLE keepword_web SUPERUSER",
    "give another a password": "ALTER ROLE keepword_keys PASSWORD 'x'",
    "read passwords": "SELECT rolpassword FROM pg_authid",
    "run a program": "COPY (SELECT 1) TO PROGRAM 'true'",
    "read a program's output": "COPY mail.outbox FROM PROGRAM 'true'",
    "write a file": "COPY (SELECT 1) TO '/x'",
    "read a file": "SELECT pg_read_file('/etc/passwd')",
    "look into a folder": "SELECT pg_ls_dir('/')",
    "reload the server": "SELECT pg_reload_conf()",
    "read its rules": "SELECT * FROM pg_hba_file_rules",
    "stop its backups of WAL": "SELECT pg_switch_wal()",
    "turn off triggers": "SET session_replication_role = replica",
}
"""What whoever has the web server's password tries, and what of it is refused: all."""

ALLOWED = {
    "write a wrapped key": "INSERT INTO keystore.data_key (subject, unit, generation, page, "
    "wrapped) VALUES ('{somebody}', '{somebody}', 1, 'data/x', '')",
    "see which generations there are": "SELECT subject, unit, generation FROM keystore.data_key",
    "erase a key": "DELETE FROM keystore.data_key WHERE subject = '{somebody}'",
    "note an erasure": "INSERT INTO keystore.erased_unit (subject, unit, erased_at) "
    "VALUES ('{somebody}', '{somebody}', now())",
    "see whether a page is closed": "SELECT page FROM keystore.page WHERE closed_at IS NULL",
    "find by a tag": "SELECT subject FROM keystore.blind_index WHERE tag = ''",
    "keep a link": "INSERT INTO apart.link (subject, link, month, ends_on, sealed) "
    "VALUES ('{somebody}', '{somebody}', 203001, '2030-01-31', '')",
    "see which key a link is sealed to": "SELECT month, public FROM apart.link_key",
    "put an entry into the inbox": "INSERT INTO ledger.inbox (entry, month, time_ms, commitment, "
    "sealed) VALUES ('{somebody}', 202611, 0, sha256(''), '')",
    "read the log": "SELECT count(*) FROM ledger.entry",
    "read the tree": "SELECT size FROM ledger.tree",
    "put mail there": "INSERT INTO mail.outbox (mail, queued_at, due_at, until, sealed) "
    "VALUES ('{somebody}', now(), now(), now(), '')",
    "read a sealed value": "SELECT sealed FROM vault.item",
}
"""What it has to be able to do."""

OTHERS = [
    (KEYS, "SELECT * FROM vault.item"),
    (KEYS, "SELECT * FROM ledger.inbox"),
    (KEYS, "SELECT * FROM people.member"),
    (KEYS, "SELECT * FROM public.staff"),
    (KEYS, "CREATE TABLE keystore.mine (x int)"),
    (WORKER, "SELECT wrapped FROM keystore.data_key"),
    (WORKER, "SELECT sealed FROM keystore.root"),
    (WORKER, "UPDATE keystore.root SET step = 'done'"),
    (WORKER, "SELECT wrapped FROM keystore.page"),
    (WORKER, "SELECT sealed FROM keystore.key_page"),
    (WORKER, "DELETE FROM ledger.inbox"),
    (WORKER, "UPDATE ledger.entry SET sealed = ''"),
    (WORKER, "SELECT password FROM people.member"),
    (WORKER, "SELECT password FROM staff"),
    (WORKER, "SELECT session_data FROM django_session"),
    (INTEGRATOR, "SELECT * FROM vault.item"),
    (INTEGRATOR, "SELECT * FROM keystore.data_key"),
    (INTEGRATOR, "DELETE FROM ledger.entry"),
    (INTEGRATOR, "UPDATE ledger.entry SET commitment = sha256('')"),
    (INTEGRATOR, "TRUNCATE ledger.entry"),
    (INTEGRATOR, "DROP TABLE ledger.entry_{month}"),
    (INTEGRATOR, "CREATE TABLE ledger.mine (x int)"),
    (INTEGRATOR, "INSERT INTO ledger.inbox (entry) VALUES ('{somebody}')"),
]
"""What the other roles try, and may not."""
