"""What the population looks like, for weighting: a margin of a wave, with where it comes from."""

from django.db import models


class Target(models.Model):
    """One variable that a wave's answers may be weighted by. A weighted release says all of it.

    `shares`: a list of [codes of the levels that are counted together, percent of the population]; percents
    add up to 100. Levels in none of them have no target and keep their share of the sample.
    """

    wave = models.ForeignKey(
        "surveys.Wave", on_delete=models.CASCADE, related_name="+", editable=False, verbose_name="wave"
    )
    variable = models.CharField(max_length=100, editable=False)
    shares = models.JSONField(editable=False)
    source = models.CharField(
        "Source", max_length=300, help_text="Who counted: an office, a register, a study."
    )
    url = models.URLField("Address of the source", max_length=500, help_text="Where readers can check it.")
    as_of = models.CharField(
        "Date", max_length=60, help_text="Which day or year the shares are of, for example “2024”."
    )
    population = models.CharField(
        "Population",
        max_length=300,
        help_text="Whom the shares are about, for example “Employees in marketing”.",
    )
    changed_on = models.DateField(auto_now=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "target for weighting"
        verbose_name_plural = "targets for weighting"
        constraints = [
            models.UniqueConstraint(fields=["wave", "variable"], name="reports_target_once_a_variable")
        ]

    def __str__(self) -> str:
        return f"Target for {self.variable}"
