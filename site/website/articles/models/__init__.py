"""Article models, one file per kind of page."""

from website.articles.models.front import FrontPage
from website.articles.models.info import InfoPage

__all__ = ["FrontPage", "InfoPage"]
