"""Loading the demo once, into a database in which nobody has lived yet.

While it is being loaded, the database says so itself (a comment on the schema `custody`). A start
that finds the comment finds half a demo, throws it away and begins again. The comment lies in the
database, so that no other database is ever taken for half a demo.
"""

from __future__ import annotations

import shutil

from psycopg import sql

from keepword.runtime import database, schemas
from keepword.runtime.config import Config
from keepword.storage.sql import statement

LOADING = "keepword: the demo is being loaded"


def clear_half(config: Config) -> None:
    """Throw away a demo whose loading was cut short, its ledger and mail included."""
    with database.connect(config) as connection:
        said = connection.execute(statement("keepword.runtime", "demo_state")).fetchone()
        if said != (LOADING,):
            return
        schemas.drop_all(connection)
    layout = config.layout
    layout.demo_json.unlink(missing_ok=True)
    for folder in (layout.ledger, layout.outbox):
        shutil.rmtree(folder, ignore_errors=True)
    layout.make()


def begin(config: Config) -> bool:
    """Whether the demo is to be loaded now; the database is then marked."""
    with database.connect(config) as connection:
        lived = connection.execute(statement("keepword.runtime", "lived_in")).fetchone()
        if lived != (False,):
            return False
        comment = sql.SQL("COMMENT ON SCHEMA custody IS {}").format(sql.Literal(LOADING))
        connection.execute(comment)
    return True


def finish(config: Config) -> None:
    """The demo is there, whole."""
    with database.connect(config) as connection:
        connection.execute("COMMENT ON SCHEMA custody IS NULL")
