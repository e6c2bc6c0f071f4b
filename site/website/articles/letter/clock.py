"""What the clock does for the letter."""

from website.articles.letter import actions, queries
from website.core import clock, formatting


@clock.task("articles.letter")
def send_letters() -> str | None:
    """Begin what is due, and put the next batch of each letter on its way into the outbox."""
    begun = queued = 0
    for letter in queries.due():
        try:
            actions.begin(letter=letter)
        except actions.NotNow:
            continue
        begun += 1
    for letter in queries.being_sent():
        queued += actions.send_batch(letter=letter)
    if not begun and not queued:
        return None
    return f"Began {formatting.count(begun, 'letter')}, queued {formatting.count(queued, 'mail')}."
