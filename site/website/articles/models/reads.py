"""How many people read a page, counted without knowing who."""

from typing import ClassVar

from django.db import models


class ReadMark(models.Model):
    """That one network has read one page today, under a hash nobody can tie to either once the day is over.

    The hash is made with the day's random key (website.core.limits) over the page and the network together,
    so not even today do two marks show that they are of one reader. The clock deletes the marks of past days.
    """

    mark = models.CharField(max_length=64, primary_key=True)
    day = models.DateField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["day"], name="articles_readmark_day")]

    def __str__(self) -> str:
        return self.day.isoformat()


class ReadCount(models.Model):
    """Readers of one page on one day."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    readers = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "day"], name="articles_readcount_once")
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="articles_readcount_day")]

    def __str__(self) -> str:
        return f"{self.day.isoformat()}: {self.readers}"
