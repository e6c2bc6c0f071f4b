"""What an editor of a survey that is being answered has to know, in sentences."""

from typing import Any

from surveys import queries
from surveys.wording import counted

MOST_CHANGES = 12
RULING_MISSING = "Choose what these changes mean for the answers that exist already."
WHERE_THE_RULING_IS = (
    "Not published yet, and nothing is lost. These changes make a new version of the questionnaire: "
    "under “Versions”, say whether old and new answers still compare, then publish again."
)


def change_sentences(page: Any) -> list[str]:
    """What publishing the page would change, at most MOST_CHANGES sentences and how many more there are."""
    sentences = list(queries.unpublished_changes(page).sentences)
    more = len(sentences) - MOST_CHANGES
    return sentences if more <= 0 else [*sentences[:MOST_CHANGES], f"And {more} more."]


def live_notice(page: Any) -> list[str]:
    """What happens to people who are answering if the page is published now; [] while no wave is open."""
    if page.pk is None:
        return []
    wave = queries.wave_state(page).wave
    newest = queries.newest_version(page)
    if wave is None or not wave.is_open or newest is None:
        return []
    begun = queries.answering_now(page)
    said = [f"{wave} is open."]
    if not begun:
        said.append("Nobody is in the middle of answering just now.")
    for number, people in begun:
        who = counted(people, "person has", "people have").capitalize()
        said.append(
            f"{who} begun version {number} and not finished. They finish on it, whatever you publish."
        )
    said.append(
        f"Whoever begins after you publish gets version {newest.number + 1}. "
        "Answers that were sent in stay as they are, with the wording that their people saw."
    )
    return said
