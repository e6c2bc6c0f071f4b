"""What a release rested on, kept to compare the next one with."""

from django.db import models


class Basis(models.Model):
    """Private. Two releases of a wave must never differ by a few people; this is what that is found out from.

    `members`: 64 bits for each saving of a response that was counted, sorted, made with a key that is not in
    the database. Without the key they match nothing; with it they tell which of the responses that are still
    there were counted, unchanged, in this release, and nothing of what they say. Of a response that was
    withdrawn or saved again there is nothing left to match them with.
    `counts`: the exact bases of the tables that this release renewed, and how near each came to an older
    version (`reports.release.milestones.Record`).

    While a wave is open the bases of its milestones tell, with the key, roughly who came when. They go when
    the release at closing is published; its own holds everybody. Nothing of this is ever exported.
    """

    release = models.OneToOneField("reports.Release", on_delete=models.CASCADE, related_name="basis")
    key_version = models.PositiveIntegerField()
    members = models.BinaryField()
    counts = models.JSONField()

    class Meta:
        verbose_name_plural = "bases"

    def __str__(self) -> str:
        return f"Basis of release {self.release_id}"
