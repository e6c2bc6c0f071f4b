"""A page of the admin about one wave."""

from functools import cached_property
from typing import Any

from django.http import Http404
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from surveys import queries as surveys


class WavePage(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Its subclass says whose policy holds."""

    permission_required = "change"

    @cached_property
    def wave(self) -> Any:
        """The wave that the address names; 404 where there is none, or only trials."""
        wave = surveys.real_wave(self.kwargs["pk"])
        if wave is None:
            raise Http404
        return wave
