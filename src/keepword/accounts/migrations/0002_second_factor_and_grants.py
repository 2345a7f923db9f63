"""The second factor, lock-out, sessions that can be ended, and the register of grants."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_staff"),
    ]

    operations = [
        migrations.AddField(
            model_name="staff",
            name="department",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="staff",
            name="employee_number",
            field=models.CharField(blank=True, default="", max_length=32),
        ),
        migrations.AddField(
            model_name="staff",
            name="failures",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="staff",
            name="locked_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="staff",
            name="session_epoch",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="staff",
            name="totp_enrolled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="staff",
            name="totp_last_step",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="staff",
            name="totp_made_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="staff",
            name="totp_seed",
            field=models.BinaryField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="staff",
            name="role",
            field=models.CharField(
                choices=[
                    ("officer", "privacy officer"),
                    ("office", "privacy office"),
                    ("auditor", "auditor"),
                    ("clerk", "clerk of the rights desk"),
                    ("staff", "member of staff"),
                ],
                max_length=16,
            ),
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("task", models.CharField(max_length=64)),
                ("reason", models.TextField()),
                ("granted_by", models.UUIDField()),
                ("granted_at", models.DateTimeField()),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_by", models.UUIDField(blank=True, null=True)),
                ("revoked_because", models.TextField(blank=True, default="")),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="task_grants",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "staff_grant",
                "indexes": [models.Index(fields=["staff", "task"], name="staff_grant_of")],
            },
        ),
    ]
