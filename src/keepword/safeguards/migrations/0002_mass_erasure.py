"""The tables of `sql/0002_mass_erasure.sql`."""

from __future__ import annotations

from django.db import migrations

from keepword.storage.sql import statement


class Migration(migrations.Migration):
    dependencies = [("keepword_safeguards", "0001_tables")]
    operations = [migrations.RunSQL(statement("keepword.safeguards", "0002_mass_erasure"))]
