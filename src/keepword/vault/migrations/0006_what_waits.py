"""The tables of `sql/0006_what_waits.sql`."""

from __future__ import annotations

from django.db import migrations

from keepword.storage.sql import statement


class Migration(migrations.Migration):
    dependencies = [("keepword_vault", "0005_rotation")]
    operations = [migrations.RunSQL(statement("keepword.vault", "0006_what_waits"))]
