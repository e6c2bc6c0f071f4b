"""What the survey adds to the Wagtail admin. Nothing but registrations."""

from django.urls import URLPattern, path
from wagtail import hooks

from surveys import guards, history, policies

policies.register()

from surveys.buttons import header_buttons, listing_buttons  # noqa: E402
from surveys.views.trial import TryOutView  # noqa: E402
from surveys.viewsets import SurveyViewSetGroup  # noqa: E402  # views ask for the policies that stand above

hooks.register("register_log_actions", history.register)
hooks.register("before_delete_page", guards.refuse_page)
hooks.register("before_bulk_action", guards.refuse_pages)
hooks.register("before_bulk_action", guards.refuse_unruled)
hooks.register("register_page_header_buttons", header_buttons)
hooks.register("register_page_listing_more_buttons", listing_buttons)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [path("surveys/trial/<int:pk>/", TryOutView.as_view(), name="surveys_trial")]


@hooks.register("register_admin_viewset")
def viewsets() -> SurveyViewSetGroup:
    return SurveyViewSetGroup()
