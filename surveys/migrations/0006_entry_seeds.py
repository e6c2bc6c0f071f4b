"""What the tokens of invitations and of verified addresses are computed from. The tables are still empty."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("surveys", "0005_wave_permissions")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="seed",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AddField(
            model_name="verifiedaddress",
            name="seed",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AddField(
            model_name="verifiedaddress",
            name="token_hash",
            field=models.CharField(default="", max_length=64, unique=True),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="verifiedaddress",
            name="key_version",
            field=models.PositiveIntegerField(default=1),
            preserve_default=False,
        ),
    ]
