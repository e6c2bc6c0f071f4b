"""Where somebody goes after a save."""

from urllib.parse import urlencode

from django.urls import reverse

from surveys import actions, forms
from surveys.logic import routing
from surveys.views.place import Place, ending_address, receipt_address, section_address, unfinished


def leads_to(place: Place, way: routing.Walk, to: str) -> str:
    """Address of what comes after a save; sends the answers off if that was the last section."""
    d, slug, here = place.definition, place.slug, place.section.id
    if to == "leave":
        if place.draft.amends:
            return receipt_address(slug)
        actions.issue_resume(response=place.response)
        return reverse("surveys:leave", kwargs={"slug": slug})
    if to == "back":
        return section_address(slug, routing.previous_section(d, way.effective, here) or here)
    new = forms.new_marks(d, here, way, place.request.POST.get("shown", ""))
    if new:
        return f"{place.address}?{urlencode({'added': ' '.join(new)})}#q-{new[0]}"
    if place.draft.amends:
        left = unfinished(place.response)
        return section_address(slug, left) if left else receipt_address(slug)
    following = routing.next_section(d, way, here)
    if following not in (routing.END, routing.SCREENED_OUT):
        return section_address(slug, following)
    return _send(place)


def _send(place: Place) -> str:
    slug = place.slug
    try:
        receipt = actions.submit(response=place.response)
    except actions.Incomplete as incomplete:
        return section_address(slug, incomplete.section)
    except actions.WaveClosed:
        return reverse("surveys:go_on", kwargs={"slug": slug})
    return ending_address(receipt.response, slug)
