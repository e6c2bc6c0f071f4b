"""The content security policy: strict on the site, loosened in the admin, nothing for uploaded files."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

#: Wagtail's date pickers and editor carry inline scripts and styles; a picture is a blob before it is saved.
ADMIN = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "manifest-src": [SELF],
}
#: A preview is a page of the site, shown in a frame of the admin; nothing else about it is looser.
PREVIEW = {"frame-ancestors": [SELF]}
#: What somebody has uploaded may do nothing at all, whatever it turns out to be.
FILES = {name: [NONE] for name in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]} | {"sandbox": True}
#: Names of the addresses that hand such files over.
UPLOADED = frozenset({"pictures", "wagtaildocs_serve"})


class Policy(CSPMiddleware):
    """Middleware: Content-Security-Policy on every response."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """The policy of settings, with what the admin or a preview replaces."""
        parts = super().get_policy_parts(request, response, report_only)
        if getattr(request, "is_preview", False):
            parts.replace = PREVIEW
        elif request.path_info.startswith(reverse("wagtailadmin_home")):
            parts.replace = ADMIN
        elif request.resolver_match is not None and request.resolver_match.url_name in UPLOADED:
            parts.replace = FILES
        return parts
