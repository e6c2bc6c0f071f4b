"""What the articles app adds to the admin."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from website.articles import dashboard, policies
from website.articles.letter.viewsets import LetterViewSet

policies.register()
register_snippet(LetterViewSet)

from website.articles.viewsets import MagazineViewSetGroup  # noqa: E402  # views ask for the policies above


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    """Put the admin in the house's colours."""
    return format_html('<link rel="stylesheet" href="{}">', static("website/css/admin.css"))


@hooks.register("insert_editor_js")
def admin_saving() -> SafeString:
    """Let a press of Save wait for a new page's own saving."""
    return format_html('<script type="module" src="{}"></script>', static("website/js/admin_saving.js"))


@hooks.register("register_admin_viewset")
def magazine() -> MagazineViewSetGroup:
    """Authors and topics."""
    return MagazineViewSetGroup()


hooks.register("construct_homepage_panels", dashboard.construct)
