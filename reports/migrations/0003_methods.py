"""A row of methods for each wave, and who may write it."""

import django.db.models.deletion
from django.db import migrations, models

from website.core import groups

WRITING = (groups.ANALYST, groups.RELEASE_MANAGER, groups.ADMIN)


def grant(apps, schema_editor):
    groups.grant(apps, WRITING, ("reports.change_methods",), model="methods")


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_permissions"),
        ("surveys", "0002_permissions"),
        ("core", "0002_groups"),
    ]

    operations = [
        migrations.CreateModel(
            name="Methods",
            fields=[
                (
                    "wave",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="surveys.wave",
                    ),
                ),
                (
                    "collection",
                    models.TextField(
                        blank=True,
                        help_text="Was it a survey, an experiment, something else? Say if a part of it was an experiment, for example a story told to people in different versions.",
                        verbose_name="How answers were collected",
                    ),
                ),
                (
                    "sponsor",
                    models.TextField(
                        blank=True,
                        help_text="Whose idea and money it was, and who ran it. If nobody paid, say so. Name any interest that a reader might want to know of.",
                        verbose_name="Who paid and who did it",
                    ),
                ),
                (
                    "instrument",
                    models.TextField(
                        blank=True,
                        help_text="Where the exact questions can be read, in which order and language, and whether anything was shown or explained to people before they answered.",
                        verbose_name="What was asked",
                    ),
                ),
                (
                    "population",
                    models.TextField(
                        blank=True,
                        help_text="The people you want to say something about: what they do, where, and who is left out.",
                        verbose_name="Whom it is about",
                    ),
                ),
                (
                    "recruitment",
                    models.TextField(
                        blank=True,
                        help_text="Where they saw it: this site, newsletters, invitations, events. Who could come, who could not, whether anyone was paid. Say plainly that people chose themselves, if they did.",
                        verbose_name="How people came to take part",
                    ),
                ),
                (
                    "modes",
                    models.TextField(
                        blank=True,
                        help_text="Online, by telephone, on paper; alone or with an interviewer; in which language.",
                        verbose_name="In which way they answered",
                    ),
                ),
                (
                    "dates",
                    models.TextField(
                        blank=True,
                        help_text="The first and the last day on which answers were taken.",
                        verbose_name="When",
                    ),
                ),
                (
                    "samples",
                    models.TextField(
                        blank=True,
                        help_text="How many people's answers count, rounded to 5. For volunteers no sampling error can be computed: say what the intervals beside the figures assume.",
                        verbose_name="How many, and how precise",
                    ),
                ),
                (
                    "weighting",
                    models.TextField(
                        blank=True,
                        help_text="If some answers count more than others: which groups were brought to which shares, and where these shares come from. If none do, say that the figures are unweighted.",
                        verbose_name="Weighting",
                    ),
                ),
                (
                    "processing",
                    models.TextField(
                        blank=True,
                        help_text="How careless, repeated or invented answers were looked for, what was left out, what was computed, how open answers were read.",
                        verbose_name="What was done with the answers",
                    ),
                ),
                (
                    "limitations",
                    models.TextField(
                        blank=True,
                        help_text="The limits in plain words: who is probably missing, what may have been misunderstood, what nobody should conclude from it.",
                        verbose_name="What it can't tell",
                    ),
                ),
                ("changed_on", models.DateField(auto_now=True)),
            ],
            options={
                "verbose_name": "methods of a wave",
                "verbose_name_plural": "methods of waves",
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
