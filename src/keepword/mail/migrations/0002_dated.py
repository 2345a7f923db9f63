"""The column of `sql/0002_dated.sql`: forward only, beside live rows."""

from __future__ import annotations

from django.db import migrations

from keepword.storage.sql import statement


class Migration(migrations.Migration):
    dependencies = [("keepword_mail", "0001_tables")]
    operations = [migrations.RunSQL(statement("keepword.mail", "0002_dated"))]
