"""Who may work on waves, and who may look at versions."""

from django.db import migrations

from website.core import groups

LOOKING = (groups.EDITOR, groups.ANALYST, groups.RELEASE_MANAGER, groups.ADMIN)
RUNNING = (groups.EDITOR, groups.RELEASE_MANAGER, groups.ADMIN)


def grant(apps, schema_editor):
    groups.grant(apps, LOOKING, ("surveys.view_wave",), model="wave")
    groups.grant(apps, RUNNING, ("surveys.add_wave", "surveys.change_wave"), model="wave")
    groups.grant(apps, (groups.ADMIN,), ("surveys.delete_wave",), model="wave")
    groups.grant(apps, LOOKING, ("surveys.view_questionnaireversion",), model="questionnaireversion")


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial"), ("core", "0002_groups")]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
