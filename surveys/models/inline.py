"""Answers to one question asked on its own: counts of the readers' answers, and what keeps them honest."""

from django.db import models


class ReaderTally(models.Model):
    """How many readers of this site gave one answer to one question. Counts only: no row is about a person.

    `shown` is the last published state. It moves for all answers of a question at once, and only after ten
    more readers have answered, so that nobody can watch one answer arrive.
    """

    survey = models.ForeignKey("surveys.SurveyPage", on_delete=models.CASCADE, related_name="reader_tallies")
    question_id = models.CharField(max_length=80)
    option = models.CharField(max_length=80)
    count = models.PositiveIntegerField(default=0)
    shown = models.PositiveIntegerField(default=0)
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "question_id", "option", "is_demo"], name="surveys_reader_tally_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.option}"


class AskedOnce(models.Model):
    """A form that has been counted: a hash of its random id, and the day.

    Where it began no response, also a hash of that id with the answer, so that its reader, who sends the form
    again with another one, hears which of them counts. Nobody else has the id.
    """

    key_hash = models.CharField(primary_key=True, max_length=64)
    answer_hash = models.CharField(max_length=64, blank=True, default="", db_default="")
    day = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"A form of {self.day}"
