"""One form of text: NFC, nothing unseen, no piles of marks; and a word to those who shout."""

from comments import text
from comments.pipeline.verdict import PASS, Draft, Verdict, nudge, refuse

#: With fewer letters capitals are an abbreviation or a cry.
SHOUTED_LETTERS = 20
SHOUTING = 0.7


def check(draft: Draft) -> Verdict:
    """Changes `text` and `name`."""
    draft.text = text.cleaned(draft.text)
    draft.name = text.one_line(draft.name)
    if not draft.text:
        return refuse("length", "There is nothing to post yet. Write something first.")
    if draft.editing is None and not any(character.isalnum() for character in draft.name):
        return refuse("name", "A name needs a letter or a digit.")
    if is_shouted(draft.text):
        return nudge("shouting", "Your comment is mostly in capitals, which reads like shouting.")
    return PASS


def is_shouted(words: str) -> bool:
    """Whether most letters that have a case are capitals."""
    upper = sum(character.isupper() for character in words)
    lower = sum(character.islower() for character in words)
    return upper + lower >= SHOUTED_LETTERS and upper / (upper + lower) > SHOUTING
