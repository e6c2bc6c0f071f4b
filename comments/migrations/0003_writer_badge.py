from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_permissions")]

    operations = [
        migrations.AddField(
            model_name="writer",
            name="badge",
            field=models.CharField(
                blank=True,
                default="",
                help_text="For people of the house: Author, Editor. Names can be borrowed; only you give out this word.",
                max_length=20,
                verbose_name="word beside the name",
            ),
            preserve_default=False,
        ),
    ]
