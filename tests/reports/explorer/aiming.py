"""Targets for the 400, and tables of an address without the page around them."""

from reports import weighting
from reports.explorer import asking
from reports.explorer import choice as choosing
from tests.reports.explorer.small import Address

WORDS = {
    "source": "Office for Counting",
    "url": "https://example.org/marketers",
    "as_of": "2025",
    "population": "People who work in marketing",
}
GENDER = [(["woman"], 45.0), (["man"], 55.0)]
WORK = [(["inhouse"], 40.0), (["agency"], 35.0), (["self"], 25.0)]


def aim(wave, name="gender", shares=GENDER):
    return weighting.save(wave=wave, name=name, shares=shares, words=WORDS, user=None)


def asked(wave, **address):
    """What the page would show; nothing of the address may be left out."""
    place = asking.place_of(wave)
    chosen = choosing.read(Address(address), place.catalogue, weights=place.offer.names)
    assert chosen.remarks == ()
    return asking.ask(place, chosen)
