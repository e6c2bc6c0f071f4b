"""Targets for weighting, who writes them, and builds that are weighted."""

import django.db.models.deletion
from django.db import migrations, models

from website.core import groups

WRITING = (groups.EDITOR, groups.ANALYST, groups.RELEASE_MANAGER, groups.ADMIN)


def grant(apps, schema_editor):
    groups.grant(apps, WRITING, ("reports.change_target",), model="target")


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0005_saved_view"),
        ("surveys", "0009_fuller_lists"),
        ("core", "0002_groups"),
    ]

    operations = [
        migrations.AddField(
            model_name="build",
            name="is_weighted",
            field=models.BooleanField(default=False, verbose_name="weighted"),
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("variable", models.CharField(editable=False, max_length=100)),
                ("shares", models.JSONField(editable=False)),
                (
                    "source",
                    models.CharField(
                        help_text="Who counted: an office, a register, a study.",
                        max_length=300,
                        verbose_name="Source",
                    ),
                ),
                (
                    "url",
                    models.URLField(
                        help_text="Where readers can check it.",
                        max_length=500,
                        verbose_name="Address of the source",
                    ),
                ),
                (
                    "as_of",
                    models.CharField(
                        help_text="Which day or year the shares are of, for example “2024”.",
                        max_length=60,
                        verbose_name="Date",
                    ),
                ),
                (
                    "population",
                    models.CharField(
                        help_text="Whom the shares are about, for example “Employees in marketing”.",
                        max_length=300,
                        verbose_name="Population",
                    ),
                ),
                ("changed_on", models.DateField(auto_now=True)),
                (
                    "wave",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="surveys.wave",
                        verbose_name="wave",
                    ),
                ),
            ],
            options={
                "verbose_name": "target for weighting",
                "verbose_name_plural": "targets for weighting",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(
                fields=("wave", "variable"), name="reports_target_once_a_variable"
            ),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
