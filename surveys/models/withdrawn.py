"""What is left of a response that its holder took back."""

from django.db import models


class Withdrawn(models.Model):
    """So that no retry brings a withdrawn response back, and the wave's account of dispositions adds up.

    Holds hashes of the submission id and of the receipt, and no answer.
    """

    survey = models.ForeignKey("surveys.SurveyPage", on_delete=models.CASCADE, related_name="withdrawn")
    wave = models.ForeignKey("surveys.Wave", on_delete=models.CASCADE, related_name="withdrawn")
    submission_hash = models.CharField(max_length=64, unique=True)
    receipt_hash = models.CharField(max_length=64, blank=True, db_index=True)
    was_complete = models.BooleanField(default=False)
    withdrawn_on = models.DateField()

    def __str__(self) -> str:
        return f"Withdrawn on {self.withdrawn_on}"
