"""The invitation to the letter. It holds no form that posts, so the page around it can be kept by a cache."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
STYLES = ("form", "signup")


@register.inclusion_tag("components/letter_signup.html")
def letter_signup() -> dict[str, str]:
    """A floor with a link to /letter/; with JavaScript its form is fetched in place."""
    return {}


@register.simple_tag
def letter_styles() -> SafeString:
    """The style sheets it needs, for the head of the page."""
    sheets = [(static(f"website/css/components/{name}.css"),) for name in STYLES]
    return format_html_join("", '<link rel="stylesheet" href="{}">', sheets)


@register.simple_tag
def letter_script() -> SafeString:
    """The script that fetches the form, for the end of the page."""
    return format_html('<script type="module" src="{}"></script>', static("website/js/letter.js"))
