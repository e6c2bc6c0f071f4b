"""What articles are about."""

from typing import ClassVar

from django.db import models


class Topic(models.Model):
    """A subject that several articles share."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True, help_text="The last part of the address of its page.")
    intro = models.TextField("introduction", max_length=400, blank=True, help_text="One or two sentences.")
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        """By name."""

        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The path of its page. One query."""
        from website.articles import queries

        return f"{queries.magazine_path()}topics/{self.slug}/"
