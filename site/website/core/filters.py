"""Filters above the admin's lists."""

from typing import Any

from django.http import QueryDict
from django_filters import ModelChoiceFilter, ModelMultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet

from website.core import ids

NOBODY = "0"
"""A number that is no row's id."""
LONGEST = 10
"""Digits of the largest id."""


class SafeFilterSet(WagtailFilterSet):
    """Answers a number that can't be an id like any other unknown choice; SQLite would fail on it."""

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        if data is not None:
            data = data.copy()
            for name, each in self.base_filters.items():
                if isinstance(each, ModelChoiceFilter | ModelMultipleChoiceFilter) and name in data:
                    data.setlist(name, [_known(value) for value in data.getlist(name)])
        super().__init__(data, *args, **kwargs)


def _known(value: str) -> str:
    digits = value.strip().lstrip("+-")
    if not digits.isdecimal():
        return value
    fits = len(digits) <= LONGEST and ids.possible(int(digits))
    return value if fits else NOBODY
