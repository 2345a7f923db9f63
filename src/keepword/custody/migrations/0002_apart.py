"""The tables of `sql/0002_apart.sql`."""

from __future__ import annotations

from django.db import migrations

from keepword.storage.sql import statement


class Migration(migrations.Migration):
    dependencies = [("keepword_custody", "0001_tables")]
    operations = [migrations.RunSQL(statement("keepword.custody", "0002_apart"))]
