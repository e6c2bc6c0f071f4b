"""Releases get a state beside their frozen text; what was released before is public. Building becomes a job."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def published_before(apps, schema_editor):
    rows = apps.get_model("reports", "Release").objects.filter(state="published")
    rows.update(published_on=models.F("released_on"))


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0003_methods"),
        ("surveys", "0008_asked_answer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Basis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key_version", models.PositiveIntegerField()),
                ("members", models.BinaryField()),
                ("counts", models.JSONField()),
            ],
            options={
                "verbose_name_plural": "bases",
            },
        ),
        migrations.CreateModel(
            name="Build",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Being built"),
                            ("done", "Done"),
                            ("refused", "Refused"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("milestone", models.PositiveIntegerField(null=True)),
                ("step", models.CharField(blank=True, max_length=60)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("message", models.CharField(blank=True, max_length=500)),
                ("holder", models.CharField(blank=True, max_length=60)),
                ("held_until", models.DateTimeField(null=True)),
                ("begun_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="release",
            name="changes",
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name="release",
            name="milestone",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="release",
            name="note",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="release",
            name="published_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="release",
            name="revoked_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="release",
            name="state",
            field=models.CharField(
                choices=[("built", "Built, not public"), ("published", "Public"), ("revoked", "Revoked")],
                default="published",
                max_length=10,
            ),
        ),
        migrations.RunPython(published_before, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="release",
            name="state",
            field=models.CharField(
                choices=[("built", "Built, not public"), ("published", "Public"), ("revoked", "Revoked")],
                default="built",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="release",
            name="kind",
            field=models.CharField(
                choices=[("closing", "At closing"), ("milestone", "Milestone")],
                default="closing",
                max_length=10,
                verbose_name="occasion",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "built")), fields=("wave",), name="reports_release_one_draft"
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "revoked"), _negated=True),
                    models.Q(("note", ""), _negated=True),
                    _connector="OR",
                ),
                name="reports_release_revoked_says_why",
            ),
        ),
        migrations.AddField(
            model_name="basis",
            name="release",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="basis", to="reports.release"
            ),
        ),
        migrations.AddField(
            model_name="build",
            name="asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="build",
            name="release",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="reports.release",
            ),
        ),
        migrations.AddField(
            model_name="build",
            name="wave",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="surveys.wave"
            ),
        ),
        migrations.AddConstraint(
            model_name="build",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("waiting", "running"))),
                fields=("wave",),
                name="reports_build_one_a_wave",
            ),
        ),
    ]
