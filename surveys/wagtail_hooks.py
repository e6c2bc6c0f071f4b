"""What the survey adds to the Wagtail admin. Nothing but registrations."""

from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks

from surveys import guards, history, policies

policies.register()

from surveys.buttons import header_buttons, listing_buttons  # noqa: E402  # needs the policies above
from surveys.views.trial import TryOutView  # noqa: E402  # needs the policies above
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


@hooks.register("insert_editor_js")
def editor_scripts() -> SafeString:
    return format_html('<script src="{}"></script>', static("surveys/admin/rules.js"))


@hooks.register("insert_editor_css")
def editor_styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("surveys/admin/rules.css"))
