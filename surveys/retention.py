"""What surveys keep and for how long: the table that the clock enforces and the documents print."""

from dataclasses import dataclass

from surveys import periods
from surveys.actions.inline import REMEMBERED_DAYS
from surveys.actions.trials import TRIAL_DAYS


@dataclass(frozen=True, slots=True)
class Rule:
    """One line. `how_long` is said with the settings as they are."""

    what: str
    how_long: str
    setting: str = ""
    """Its name, where an operator can choose."""


def rules() -> tuple[Rule, ...]:
    """Every kind of thing that surveys store about people, in the order of its life."""
    return (
        Rule(
            "an unfinished response that says too little to count",
            f"{periods.unfinished_days()} days after its private link has ended",
            "SURVEY_UNFINISHED_DAYS",
        ),
        Rule(
            "a private link",
            f"{periods.resume_days()} days from the day it was made; then it opens nothing",
            "SURVEY_RESUME_DAYS",
        ),
        Rule("a complete or partial response", "until its holder takes it back, or the survey is deleted"),
        Rule("changes to sent answers that were never sent", "until the wave is closed"),
        Rule("roughly how long somebody took for a section", "until the wave is closed"),
        Rule("the scrambled form of a verified e-mail address", "until the wave is closed"),
        Rule(
            "the e-mail address of an invitation",
            f"{periods.invitation_days()} days after the wave’s end",
            "SURVEY_INVITATION_DAYS",
        ),
        Rule(
            "the scrambled number and answer of a form that was answered in an article",
            f"{REMEMBERED_DAYS} days",
        ),
        Rule(
            "counts of the answers that readers gave in articles", "as long as the survey; they name nobody"
        ),
        Rule(
            "what is left of a withdrawn response: scrambled keys, the day, no answer",
            "as long as the survey",
        ),
        Rule("an editor’s trial of a survey", f"{TRIAL_DAYS} days"),
        Rule("a file of single responses for an analyst", "not kept here; it is made while it is sent"),
        Rule(
            "a second copy of answers that were just saved, in the server’s memory", "less than five minutes"
        ),
    )
