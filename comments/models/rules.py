"""Words and links that moderators decided about."""

from django.db import models


class Does(models.TextChoices):
    """What a rule does with a comment it meets."""

    HOLD = "hold", "Hold for a moderator"
    REFUSE = "refuse", "Refuse"


class WordRule(models.Model):
    """A word or phrase, matched as whole words without regard to case or accents. Never a pattern."""

    phrase = models.CharField(
        "word or phrase",
        max_length=80,
        unique=True,
        help_text="Whole words, in any case, with or without accents. Nothing here is a pattern.",
    )
    does = models.CharField("what happens", max_length=10, choices=Does.choices, default=Does.HOLD)
    note = models.CharField(max_length=200, blank=True, help_text="For your colleagues.")

    class Meta:
        ordering = ["phrase"]
        verbose_name = "word rule"

    def __str__(self) -> str:
        return self.phrase


class LinkRule(models.Model):
    """A host, with all hosts under it."""

    class Does(models.TextChoices):
        """What a link rule does."""

        ALLOW = "allow", "Always allow"
        HOLD = "hold", "Hold for a moderator"
        REFUSE = "refuse", "Refuse"

    host = models.CharField(
        max_length=253, unique=True, help_text="example.org; everything under it follows the rule as well."
    )
    does = models.CharField("what happens", max_length=10, choices=Does.choices, default=Does.HOLD)
    note = models.CharField(max_length=200, blank=True, help_text="For your colleagues.")

    class Meta:
        ordering = ["host"]
        verbose_name = "link rule"

    def __str__(self) -> str:
        return self.host
