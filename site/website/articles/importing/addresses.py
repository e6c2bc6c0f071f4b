"""Old addresses: what is kept of them is a path on this site, from which visitors are led to the new page."""

from urllib.parse import urlsplit

from django.utils.text import slugify

LONGEST = 250


def old_path(address: str) -> str:
    """Return the path (and query, if any) of an old address; “” for a front page or what is none."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    if parts.scheme not in {"", "http", "https"}:
        return ""
    path = "/" + parts.path.strip("/")
    if parts.query:
        path += f"?{parts.query}"
    # Backslashes and control characters are read as slashes or dropped by some browsers; keep none.
    # The front page answers to any query (/?p=12), so nothing could lead away from there.
    if (
        path.startswith("/?")
        or path == "/"
        or len(path) > LONGEST
        or "\\" in path
        or any(ord(letter) < 33 for letter in path)
    ):
        return ""
    return path


def slug_of(*candidates: str) -> str:
    """Return the first candidate that has letters in it, as a slug of at most 80 characters."""
    for candidate in candidates:
        slug = slugify(candidate)[:80].strip("-")
        if slug:
            return slug
    return "article"
