"""Views of the explorer that an analyst keeps: a name and the part of an address after the question mark."""

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """Holds a choice of variables, never a number. Read again and checked each time it is opened."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    query = models.TextField()
    is_shared = models.BooleanField("shared with everybody who may explore", default=False)
    created_on = models.DateField(auto_now_add=True)

    objects = models.Manager["SavedView"]()

    class Meta:
        default_permissions = ()
        permissions = [("explore_answers", "Can explore exact tables of a wave")]
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="reports_savedview_name_once")]

    def __str__(self) -> str:
        return self.name
