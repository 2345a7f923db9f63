"""The tables of `sql/0001_people.sql`."""

from __future__ import annotations

from django.db import migrations

from keepword.storage.sql import statement


class Migration(migrations.Migration):
    initial = True
    operations = [migrations.RunSQL(statement("keepword.people", "0001_people"))]
