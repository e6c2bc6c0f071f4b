"""The five groups, with what Wagtail itself asks of them. Each app grants its own permissions in its own migrations."""

from django.db import migrations

from website.core import groups

PAGE = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page")
FILES = {
    "wagtailimages": ("image", ("add_image", "change_image", "choose_image", "delete_image")),
    "wagtaildocs": ("document", ("add_document", "change_document", "choose_document", "delete_document")),
}


def make_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name in groups.ALL:
        Group.objects.get_or_create(name=name)
    groups.grant(apps, groups.ALL, ("wagtailadmin.access_admin",), model="admin")
    _pages_and_files(apps, (groups.EDITOR, groups.ADMIN))
    change = (
        "wagtailredirects.add_redirect",
        "wagtailredirects.change_redirect",
        "wagtailredirects.delete_redirect",
    )
    groups.grant(apps, (groups.EDITOR, groups.ADMIN), change, model="redirect")
    _only_admin(apps)
    _replace_wagtails_groups(apps)


def _pages_and_files(apps, names):
    """Every page and every collection, through Wagtail's own tables of object permissions."""
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    collection = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=names):
        for codename in PAGE:
            apps.get_model("wagtailcore", "GroupPagePermission").objects.get_or_create(
                group=group,
                page=root,
                permission=groups.permission(apps, f"wagtailcore.{codename}", model="page"),
            )
        for app_label, (model, codenames) in FILES.items():
            for codename in codenames:
                apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
                    group=group,
                    collection=collection,
                    permission=groups.permission(apps, f"{app_label}.{codename}", model=model),
                )


def _only_admin(apps):
    """People, site settings and the organisation of the admin."""
    collection = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    admin = apps.get_model("auth", "Group").objects.get(name=groups.ADMIN)
    for verb in ("add", "change", "delete"):
        apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
            group=admin,
            collection=collection,
            permission=groups.permission(apps, f"wagtailcore.{verb}_collection", model="collection"),
        )
    for app_label, model in (
        ("auth", "user"),
        ("auth", "group"),
        ("wagtailcore", "site"),
        ("wagtailcore", "workflow"),
        ("wagtailcore", "task"),
        ("core", "sitesettings"),
    ):
        names = tuple(f"{app_label}.{verb}_{model}" for verb in ("add", "change", "delete", "view"))
        groups.grant(apps, (groups.ADMIN,), names, model=model)


def _replace_wagtails_groups(apps):
    """Wagtail's two groups give way to ours; its approval step is taken over by Editor and Admin."""
    Group = apps.get_model("auth", "Group")
    ours = Group.objects.filter(name__in=(groups.EDITOR, groups.ADMIN))
    for task in apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(name="Moderators approval"):
        task.name = "A second reader"
        task.save()
        task.groups.set(ours)
    apps.get_model("wagtailcore", "Workflow").objects.filter(name="Moderators approval").update(
        name="A second reader"
    )
    Group.objects.filter(name__in=("Editors", "Moderators")).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
