"""Who may look at releases, and who may make one."""

from django.db import migrations

from website.core import groups

LOOKING = (groups.ANALYST, groups.RELEASE_MANAGER, groups.ADMIN)


def grant(apps, schema_editor):
    groups.grant(apps, LOOKING, ("reports.view_release",), model="release")
    groups.grant(apps, (groups.RELEASE_MANAGER,), ("reports.add_release",), model="release")


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("core", "0002_groups")]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
