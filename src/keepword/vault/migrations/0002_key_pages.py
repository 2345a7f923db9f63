"""The tables of `sql/0002_key_pages.sql`."""

from __future__ import annotations

from django.db import migrations

from keepword.storage.sql import statement


class Migration(migrations.Migration):
    dependencies = [("keepword_vault", "0001_tables")]
    operations = [migrations.RunSQL(statement("keepword.vault", "0002_key_pages"))]
