"""What every test may ask for: a database, on the embedded server or over TCP.

Nothing of the machine's own configuration reaches the tests; everything lies in one temporary
folder that goes when they end.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest

SCRATCH = Path(tempfile.mkdtemp(prefix="kw-")).resolve()
for _name in [name for name in os.environ if name.startswith("KEEPWORD_")]:
    if _name not in ("KEEPWORD_CHROMIUM", "KEEPWORD_SOFTHSM"):
        del os.environ[_name]
os.environ.pop("DATABASE_URL", None)
os.environ.pop("PORT", None)
os.environ["KEEPWORD_VAR"] = str(SCRATCH / "var")
os.environ["KEEPWORD_SECRET_KEY"] = "only-for-tests-and-therefore-public"
os.environ["DJANGO_SETTINGS_MODULE"] = "keepword.runtime.settings"
django.setup()
# Not left to those who inherit it: a second process of these tests makes a folder of its own first.
del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_unconfigure() -> None:
    """Remove the temporary folder."""
    shutil.rmtree(SCRATCH, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """Point Django at an embedded server of the tests' own, started when first wanted."""
    import psycopg
    from django.db import connections

    from keepword.runtime import config, database
    from keepword.runtime.postgres.embedded import EmbeddedPostgres

    settings = config.current()
    with EmbeddedPostgres(settings.layout).hold() as lease:
        with psycopg.connect(lease.server.admin(), autocommit=True) as admin:
            admin.execute("ALTER ROLE keepword CREATEDB")
        connections["default"].settings_dict.update(database.django(settings))
        yield
        connections.close_all()


@pytest.fixture(autouse=True)
def _no_idle_connections() -> Iterator[None]:
    """The key holder keeps idle connections; a database cannot be dropped under them."""
    yield
    from keepword.runtime import house

    if house.local_holder.cache_info().currsize:
        house.local_holder().connections.close()


@pytest.fixture(scope="session")
def tcp_database_url() -> Iterator[str]:
    """A PostgreSQL server over TCP with an empty database, as an operator would name it."""
    from keepword.runtime import database
    from keepword.runtime.layout import Layout
    from keepword.runtime.postgres.embedded import EmbeddedPostgres, client
    from tests.runtime.house import free_port

    layout = Layout(SCRATCH / "tcp")
    with EmbeddedPostgres(layout, tcp_port=free_port()).hold() as lease:
        import psycopg

        with psycopg.connect(lease.server.admin(), autocommit=True) as admin:
            admin.execute("ALTER ROLE keepword CREATEDB")
        yield database.url({**client(layout), "host": "127.0.0.1"})
