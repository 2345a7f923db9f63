"""The indexes of `sql/0004_indexes.sql`, beside the live tables."""

from __future__ import annotations

from django.db import migrations

from keepword.storage.sql import statement


class Migration(migrations.Migration):
    atomic = False  # CREATE INDEX CONCURRENTLY
    dependencies = [("keepword_vault", "0003_blobs")]
    operations = [
        migrations.RunSQL(f"{each};")
        for each in statement("keepword.vault", "0004_indexes").split(";")
        if each.strip()
    ]
