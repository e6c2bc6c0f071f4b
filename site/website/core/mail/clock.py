"""What the clock does for the post."""

from website.core import clock, formatting
from website.core.mail import delivery, digests, forgetting


@clock.task("core.mail")
def post() -> str | None:
    """Write the daily mails, deliver what waits, forget what has served its time."""
    digests.send_due()
    sent = delivery.deliver()
    forgetting.purge()
    left, given_up = delivery.waiting()
    if not sent and not left and not given_up:
        return None
    said = f"Sent {formatting.count(sent, 'mail')}; {formatting.number(left)} waiting"
    return f"{said}, {formatting.number(given_up)} given up." if given_up else f"{said}."
