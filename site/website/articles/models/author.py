"""Somebody who writes in the magazine."""

from typing import ClassVar

from django.db import models


class Author(models.Model):  # type: ignore[django-manager-missing]  # Wagtail's managers carry no types
    """A name under articles. No picture: two discs stand for a person here."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(
        max_length=80, unique=True, help_text="The last part of the address of their page."
    )
    handle = models.CharField(
        max_length=60, blank=True, help_text="As they are known elsewhere, such as @farrowquint."
    )
    bio = models.TextField("about them", max_length=600, blank=True, help_text="Two or three sentences.")
    is_demo = models.BooleanField(default=False, editable=False)

    magazine: str = ""
    """The path of the magazine, where somebody knows it already."""

    class Meta:
        """By name."""

        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The path of their page. One query, none where `magazine` is known."""
        from website.articles import queries

        return f"{self.magazine or queries.magazine_path()}authors/{self.slug}/"
