"""The body of an article: every block that may stand in it."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError

from reports.embedding import LiveChartBlock
from surveys.embedding import InlineQuestionBlock
from website.articles.blocks import footnotes
from website.articles.blocks.call import CallBlock
from website.articles.blocks.document import DocumentBlock
from website.articles.blocks.footnotes import FootnotesBlock
from website.articles.blocks.heading import HeadingBlock
from website.articles.blocks.image import PictureBlock
from website.articles.blocks.pull import PullBlock
from website.articles.blocks.quote import QuoteBlock
from website.articles.blocks.text import INLINE, BulletBlock, NumberedBlock, ParagraphBlock

PROSE = frozenset({"heading", "paragraph", "list", "numbered", "quote", "call", "document", "footnotes"})
"""Blocks in the column of the text; the others are wider, or bring a frame of their own."""


class ArticleBlock(blocks.StreamBlock):
    """What an article is made of."""

    heading = HeadingBlock(max_length=120, help_text="Opens a section. Sentence case, no full stop.")
    paragraph = ParagraphBlock(features=INLINE)
    list = BulletBlock(blocks.RichTextBlock(features=INLINE, label="Item"))
    numbered = NumberedBlock(blocks.RichTextBlock(features=INLINE, label="Item"))
    pull = PullBlock()
    quote = QuoteBlock()
    image = PictureBlock()
    live_chart = LiveChartBlock()
    question = InlineQuestionBlock()
    call = CallBlock()
    document = DocumentBlock()
    footnotes = FootnotesBlock(blocks.RichTextBlock(features=INLINE, label="Note"))

    class Meta:
        """One list of notes is enough."""

        block_counts: ClassVar = {"footnotes": {"max_num": 1}}

    def clean(self, value: Any) -> Any:
        """Every footnote has its mark in the text, and every mark its footnote; a draft may lack some."""
        cleaned = super().clean(value)
        said = [] if self.is_deferred_validation else footnotes.faults(cleaned)
        if said:
            raise StreamBlockValidationError(non_block_errors=[ValidationError(said)])
        return cleaned
