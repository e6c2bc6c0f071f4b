"""What is said beside a question whose answer cannot be taken: plain, and saying what to do."""

from surveys.logic.definition import Question

REQUIRED = "Please answer this question to go on."
UNKNOWN = "That is not one of the answers offered here. Choose one from the list."
ONE_ONLY = "Two answers arrived for one choice. Choose the one that fits best."
UNWRITABLE = "There is a character here that cannot be stored. Please write that part again."
PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
COUNTS = ("Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def ordinal(place: int) -> str:
    """1 -> 1st, 2 -> 2nd, 11 -> 11th, 21 -> 21st."""
    ending = "th" if 11 <= place % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def exclusive(label: str) -> str:
    return f"“{label}” stands alone. Take it out, or take out the other answers."


def amount(q: Question) -> str:
    span = f"from {q.minimum:g} to {q.maximum:g}"
    if q.type == "slider":
        return f"Choose a place on the scale {span}."
    return f"Write a whole number {span}, in digits." if q.integer else f"Write a number {span}, in digits."


def too_long(length: int, longest: int) -> str:
    return f"This is {length:,} characters long and the limit is {longest:,}. Please shorten it."


def tie(place: int, count: int) -> str:
    name = PLACES[place - 1] if place <= len(PLACES) else ordinal(place)
    number = COUNTS[count - 2] if count - 2 < len(COUNTS) else str(count)
    others = "the other" if count == 2 else "the others"
    return f"{number} answers share {name} place. Keep one as {ordinal(place)}, or leave {others} out."


def gap(place: int, lacking: int) -> str:
    empty = ordinal(lacking)
    return f"There is a {ordinal(place)} place but no {empty}. Fill {empty}, or move this one up."


def place(top: int) -> str:
    return f"Choose a place from 1st to {ordinal(top)}, or none." if top > 1 else "Choose 1st place, or none."
