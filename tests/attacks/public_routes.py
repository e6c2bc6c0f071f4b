"""An address that answers, for every public route of the resolver, on a site that holds the demonstration."""

import re

from tests.support.routes import routes

NOT_PUBLIC = r"admin/|documents/|_util/"
#: What stands for each name in a pattern. A new name without an entry fails every test that crawls.
REAL = {
    "slug": "survey",
    "number": "2",
    "item_id": "issue",
    "segment_id": "role",
    "section_id": "start",
    "question_id": "issue",
    "code": "7K3Q-9ZXC-M2WV-4TRB-8HNJ-6PDF-AE5",
    "token": "q1W2e3R4t5Y6u7I8o9P0aS",
    "page_id": "2",
    "comment_id": "1",
    "waiting_id": "00000000-0000-4000-8000-000000000000",
    "mail_id": "00000000-0000-4000-8000-000000000000",
}
PAGES = (
    "/",
    "/survey/",
    "/about/",
    "/methods/",
    "/privacy/",
    "/house-rules/",
    "/accessibility/",
    "/contact/",
)


def public_addresses() -> list[str]:
    """One address for each route that is not the admin's, then every page and a path that leads nowhere."""
    known = [route for route in routes() if not re.match(NOT_PUBLIC, route.pattern)]
    filled = [
        "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda part: REAL[part[1]], route.pattern)
        for route in known
        if not route.pattern.startswith("^")
    ]
    return [*filled, *PAGES, "/no-such-page/"]
