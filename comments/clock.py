"""What the clock does for discussions: forgets what has served its time."""

from comments import actions
from website.core import clock, formatting


def register() -> None:
    """Importing this module registers the task; the function says so at the place where it is called."""


@clock.task("comments.purge")
def forget() -> str | None:
    """Comments that nobody confirmed, words of rejected ones, keys and reports past their time."""
    count = actions.purge()
    return f"Removed {formatting.count(count, 'row')} past their time." if count else None
