"""Drawings of the house."""

ART = [
    ("door", "A door, ajar"),
    ("gate", "Two discs behind a gate"),
    ("handshake", "Two open discs that meet"),
    ("ledger", "A ledger of discs"),
    ("moons", "Discs in three phases"),
    ("party", "Six discs, and you among them"),
    ("pencil", "Circles drawn with a pencil"),
    ("phones", "Two telephones"),
    ("plates", "Two plates, one lunch"),
    ("stars", "Four stars and one open disc"),
    ("tag", "A luggage tag"),
]
"""Code of `components/svg/art-<code>.html`, and its name in the editor."""
