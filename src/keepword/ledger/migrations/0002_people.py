"""The tables of `sql/0002_ledger.sql`, then their indexes, in transactions of their own.

In one, whoever reads the log would wait until the last index is built. Each step can be repeated.
"""

from __future__ import annotations

from django.db import migrations

from keepword.storage.sql import statement


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("keepword_ledger", "0001_tables")]
    operations = [
        migrations.RunSQL(statement("keepword.ledger", "0002_ledger")),
        migrations.RunSQL(statement("keepword.ledger", "0002_marks")),
        migrations.RunSQL(statement("keepword.ledger", "0002_indexes")),
        migrations.RunSQL(statement("keepword.ledger", "0002_superseded")),
        migrations.RunSQL(statement("keepword.ledger", "0002_open_month")),
    ]
