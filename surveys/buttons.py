"""What the menus of a survey's page offer in the admin, beside Wagtail's own."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from surveys.models import SurveyPage


def header_buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Hook `register_page_header_buttons`: the menu behind the dots beside the page's title."""
    return _buttons(page, user)


def listing_buttons(page: Page, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """Hook `register_page_listing_more_buttons`: the same menu in the list of pages."""
    return _buttons(page, user)


def _buttons(page: Page, user: Any) -> Iterator[Button]:
    if page.pk and page.specific_class is SurveyPage and page.permissions_for_user(user).can_edit():
        yield Button("Try it out", reverse("surveys_trial", args=[page.pk]), icon_name="view", priority=15)
