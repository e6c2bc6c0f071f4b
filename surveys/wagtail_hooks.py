"""What the survey adds to the Wagtail admin. Nothing but registrations."""

from wagtail import hooks

from surveys import guards, policies

policies.register()

from surveys.viewsets import SurveyViewSetGroup  # noqa: E402  # views ask for the policies that stand above

hooks.register("before_delete_page", guards.refuse_page)
hooks.register("before_bulk_action", guards.refuse_pages)
hooks.register("before_bulk_action", guards.refuse_unruled)


@hooks.register("register_admin_viewset")
def viewsets() -> SurveyViewSetGroup:
    return SurveyViewSetGroup()
