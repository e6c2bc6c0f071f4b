"""Wagtail's form page, as its documentation builds one."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.contrib.forms.models import AbstractForm, AbstractFormField


class PeerField(AbstractFormField):
    """One question."""

    page = ParentalKey("PeerPage", on_delete=models.CASCADE, related_name="form_fields")


class PeerPage(AbstractForm):
    """The page."""

    template = "peer/form.html"
    landing_page_template = "peer/thanks.html"
