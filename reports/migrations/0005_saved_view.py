"""Saved views of the explorer, and who may open it: the people who may export single responses anyway."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from website.core import groups

EXPLORING = (groups.ANALYST, groups.RELEASE_MANAGER, groups.ADMIN)


def grant(apps, schema_editor):
    groups.grant(apps, EXPLORING, ("reports.explore_answers",), model="savedview")


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0004_release_workflow"),
        ("core", "0002_groups"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("query", models.TextField()),
                (
                    "is_shared",
                    models.BooleanField(default=False, verbose_name="shared with everybody who may explore"),
                ),
                ("created_on", models.DateField(auto_now_add=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "permissions": [("explore_answers", "Can explore exact tables of a wave")],
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(fields=("owner", "name"), name="reports_savedview_name_once"),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
