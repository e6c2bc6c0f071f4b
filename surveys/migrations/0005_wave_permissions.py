"""Who may invite, set quotas, judge quarantined responses, and export single responses."""

from django.db import migrations

from website.core import groups

RUNNING = (groups.EDITOR, groups.RELEASE_MANAGER, groups.ADMIN)
LOOKING = (*RUNNING, groups.ANALYST)
JUDGING = (groups.ANALYST, groups.RELEASE_MANAGER, groups.ADMIN)


def grant(apps, schema_editor):
    for model in ("quota", "invitation"):
        groups.grant(apps, LOOKING, (f"surveys.view_{model}",), model=model)
        changes = tuple(f"surveys.{verb}_{model}" for verb in ("add", "change", "delete"))
        groups.grant(apps, RUNNING, changes, model=model)
    groups.grant(apps, JUDGING, ("surveys.review_response", "surveys.export_response"), model="response")


class Migration(migrations.Migration):
    dependencies = [("surveys", "0004_durable_waves"), ("core", "0002_groups")]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
