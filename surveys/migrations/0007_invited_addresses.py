"""Who was invited is seen by those who invite. An analyst gets the numbers with the account of dispositions."""

from django.db import migrations

from website.core import groups

SEEING = "surveys.view_invitation"


def take_back(apps, schema_editor):
    row = groups.permission(apps, SEEING, model="invitation")
    for group in apps.get_model("auth", "Group").objects.filter(name=groups.ANALYST):
        group.permissions.remove(row)


def give_back(apps, schema_editor):
    groups.grant(apps, (groups.ANALYST,), (SEEING,), model="invitation")


class Migration(migrations.Migration):
    dependencies = [("surveys", "0006_entry_seeds"), ("core", "0002_groups")]

    operations = [migrations.RunPython(take_back, give_back)]
