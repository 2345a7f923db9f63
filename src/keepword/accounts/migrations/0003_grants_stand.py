"""Grants are written once and ended once."""

from __future__ import annotations

from django.db import migrations

from keepword.storage.sql import statement


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_second_factor_and_grants")]
    operations = [migrations.RunSQL(statement("keepword.accounts", "0003_grants_stand"))]
