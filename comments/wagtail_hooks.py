"""What the discussion adds to the Wagtail admin. Nothing but registrations."""

from wagtail import hooks

from comments.moderation import policies

policies.register()

from comments.moderation import deleting, menu  # noqa: E402  # views ask for the policies that stand above
from comments.moderation.bulk import Approve, Reject  # noqa: E402  # needs the policies above
from comments.viewsets import DiscussionViewSetGroup  # noqa: E402  # needs the policies above

hooks.register("register_page_header_buttons", menu.header_button)
hooks.register("register_page_listing_more_buttons", menu.listing_button)
hooks.register("before_delete_page", deleting.warn_before_deleting)
hooks.register("register_bulk_action", Approve)
hooks.register("register_bulk_action", Reject)
hooks.register("register_bulk_action", deleting.DeletePages, order=1)  # after Wagtail's own, in its place


@hooks.register("register_admin_viewset")
def viewsets() -> DiscussionViewSetGroup:
    return DiscussionViewSetGroup()
