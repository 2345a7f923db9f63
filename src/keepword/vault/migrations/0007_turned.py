"""The index of `sql/0007_turned.sql`, beside the live table."""

from __future__ import annotations

from django.db import migrations

from keepword.storage.sql import statement


class Migration(migrations.Migration):
    atomic = False  # CREATE INDEX CONCURRENTLY
    dependencies = [("keepword_vault", "0006_what_waits")]
    operations = [migrations.RunSQL(statement("keepword.vault", "0007_turned"))]
