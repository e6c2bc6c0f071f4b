"""How a wave was done: the eleven items that AAPOR's code asks every survey to disclose."""

from django.db import models


class Methods(models.Model):
    """One row a wave, in the words of whoever did it. A release needs all eleven (`reports.methods.missing`).

    The items are those of AAPOR's Code of Ethics, part III (April 2021), in its order.
    """

    wave = models.OneToOneField(
        "surveys.Wave", on_delete=models.CASCADE, related_name="+", editable=False, primary_key=True
    )
    collection = models.TextField(
        "How answers were collected",
        blank=True,
        help_text="Was it a survey, an experiment, something else? Say if a part of it was an experiment, "
        "for example a story told to people in different versions.",
    )
    sponsor = models.TextField(
        "Who paid and who did it",
        blank=True,
        help_text="Whose idea and money it was, and who ran it. If nobody paid, say so. Name any interest "
        "that a reader might want to know of.",
    )
    instrument = models.TextField(
        "What was asked",
        blank=True,
        help_text="Where the exact questions can be read, in which order and language, and whether anything "
        "was shown or explained to people before they answered.",
    )
    population = models.TextField(
        "Whom it is about",
        blank=True,
        help_text="The people you want to say something about: what they do, where, and who is left out.",
    )
    recruitment = models.TextField(
        "How people came to take part",
        blank=True,
        help_text="Where they saw it: this site, newsletters, invitations, events. Who could come, who could "
        "not, whether anyone was paid. Say plainly that people chose themselves, if they did.",
    )
    modes = models.TextField(
        "In which way they answered",
        blank=True,
        help_text="Online, by telephone, on paper; alone or with an interviewer; in which language.",
    )
    dates = models.TextField(
        "When", blank=True, help_text="The first and the last day on which answers were taken."
    )
    samples = models.TextField(
        "How many, and how precise",
        blank=True,
        help_text="How many people's answers count, rounded to 5. For volunteers no sampling error can be "
        "computed: say what the intervals beside the figures assume.",
    )
    weighting = models.TextField(
        "Weighting",
        blank=True,
        help_text="If some answers count more than others: which groups were brought to which shares, and "
        "where these shares come from. If none do, say that the figures are unweighted.",
    )
    processing = models.TextField(
        "What was done with the answers",
        blank=True,
        help_text="How careless, repeated or invented answers were looked for, what was left out, what was "
        "computed, how open answers were read.",
    )
    limitations = models.TextField(
        "What it can't tell",
        blank=True,
        help_text="The limits in plain words: who is probably missing, what may have been misunderstood, "
        "what nobody should conclude from it.",
    )
    changed_on = models.DateField(auto_now=True, editable=False)

    class Meta:
        verbose_name = "methods of a wave"
        verbose_name_plural = "methods of waves"

    def __str__(self) -> str:
        return f"Methods of wave {self.wave.number}"
