"""The table of `sql/0003_suspension.sql`."""

from __future__ import annotations

from django.db import migrations

from keepword.storage.sql import statement


class Migration(migrations.Migration):
    dependencies = [("keepword_custody", "0002_apart"), ("keepword_vault", "0001_tables")]
    operations = [migrations.RunSQL(statement("keepword.custody", "0003_suspension"))]
