"""Days as the lists of the admin write them."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format


def moment(when: datetime | None) -> str:
    """With the time and the name of its zone, for what happens at that minute."""
    if when is None:
        return "by hand"
    here = timezone.localtime(when)
    return f"{date_format(here, 'j F Y, H:i')} {zone_of(here)}"


def zone_in_words() -> str:
    """The zone in which the admin reads and writes times, now; its summer time is the zone's own affair."""
    here = timezone.localtime()
    name = timezone.get_current_timezone_name()
    if name == "UTC":
        return "UTC"
    return f"the time of {name.rpartition('/')[2].replace('_', ' ')}, {name}; there it is {here:%H:%M} now"


def zone_of(here: datetime) -> str:
    name = here.tzname() or ""
    return name if name.isalpha() else f"UTC{name}"


def day(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "j F Y") if moment else "by hand"
