"""The tables of `sql/0001_vault.sql`."""

from __future__ import annotations

from django.db import migrations

from keepword.storage.sql import statement


class Migration(migrations.Migration):
    initial = True
    operations = [migrations.RunSQL(statement("keepword.vault", "0001_vault"))]
