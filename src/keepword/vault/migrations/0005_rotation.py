"""The tables of `sql/0005_rotation.sql`."""

from __future__ import annotations

from django.db import migrations

from keepword.storage.sql import statement


class Migration(migrations.Migration):
    dependencies = [("keepword_vault", "0004_indexes")]
    operations = [migrations.RunSQL(statement("keepword.vault", "0005_rotation"))]
