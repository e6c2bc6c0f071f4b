"""What pages are made of, one file per kind of block."""

from website.articles.blocks.art import ART
from website.articles.blocks.body import PROSE, ArticleBlock
from website.articles.blocks.prose import ProseBlock
from website.articles.blocks.teaser import TeaserBlock

__all__ = ["ART", "PROSE", "ArticleBlock", "ProseBlock", "TeaserBlock"]
