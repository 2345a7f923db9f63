"""The tables of `sql/0003_blobs.sql`."""

from __future__ import annotations

from django.db import migrations

from keepword.storage.sql import statement


class Migration(migrations.Migration):
    dependencies = [("keepword_vault", "0002_key_pages")]
    operations = [migrations.RunSQL(statement("keepword.vault", "0003_blobs"))]
