"""Days as the lists of the admin write them."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format


def day(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "j F Y") if moment else "by hand"
