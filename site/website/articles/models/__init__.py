"""Article models, one file per kind of page."""

from website.articles.models.article import ArticlePage
from website.articles.models.author import Author
from website.articles.models.front import FrontPage
from website.articles.models.info import InfoPage
from website.articles.models.letter import Letter
from website.articles.models.magazine import MagazinePage
from website.articles.models.reads import ReadCount, ReadMark
from website.articles.models.topic import Topic

__all__ = [
    "ArticlePage",
    "Author",
    "FrontPage",
    "InfoPage",
    "Letter",
    "MagazinePage",
    "ReadCount",
    "ReadMark",
    "Topic",
]
