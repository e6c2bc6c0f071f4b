"""What the articles app adds to the admin."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    """Put the admin in the house's colours."""
    return format_html('<link rel="stylesheet" href="{}">', static("website/css/admin.css"))
