"""Why a comment is held, in the words of the queue."""

WORDS = {
    "first": "First comment of this writer",
    "links": "More links than usual",
    "host": "Links to a host on your list",
    "word": "Holds a word on your list",
    "contact": "Holds an e-mail address or a phone number",
    "repeat": "The same words stand elsewhere",
    "history": "Comments of this writer were rejected lately",
    "no_proof": "Sent without proof of work (no JavaScript, sent before the page had loaded, or a script)",
    "busy": "Very many comments on this page just now",
    "edited": "Changed by its writer while it waited",
    "unchecked": "A check failed to answer",
}


def words(reason: str) -> str:
    """The sentence for a stored reason; the name itself where it is not known any more."""
    return WORDS.get(reason, reason)
