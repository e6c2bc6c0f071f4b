"""Who moderates, who opens and closes a discussion, and who decides how discussion works here."""

from django.db import migrations

from website.core import groups

MODERATING = (groups.MODERATOR, groups.ADMIN)
DECIDING = (groups.EDITOR, groups.MODERATOR, groups.ADMIN)


def grant(apps, schema_editor):
    groups.grant(apps, MODERATING, ("comments.view_comment", "comments.change_comment"), model="comment")
    groups.grant(
        apps,
        MODERATING,
        ("comments.view_writer", "comments.change_writer", "comments.delete_writer"),
        model="writer",
    )
    groups.grant(apps, MODERATING, ("comments.view_report", "comments.change_report"), model="report")
    groups.grant(apps, MODERATING, ("comments.view_event",), model="event")
    for model in ("wordrule", "linkrule"):
        names = tuple(f"comments.{verb}_{model}" for verb in ("add", "change", "delete", "view"))
        groups.grant(apps, MODERATING, names, model=model)
    groups.grant(apps, DECIDING, ("comments.view_thread", "comments.change_thread"), model="thread")
    groups.grant(
        apps,
        (groups.ADMIN,),
        ("comments.view_discussionsettings", "comments.change_discussionsettings"),
        model="discussionsettings",
    )


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_initial"), ("core", "0002_groups")]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
