"""An article of everything: each kind of block, pictures here and in its neighbours, a lively discussion.

What a reader who finds no cache in between costs the database.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Site

from comments.models import DiscussionSettings
from surveys import actions as surveys
from surveys.models import Wave
from tests.comments.people import Writes
from tests.reports.factory import release_document
from tests.reports.stored import store
from website.articles.blocks.body import ArticleBlock
from website.articles.models import ArticlePage, FrontPage
from website.core.visibility import public

# Wagtail leaves the temporary file open in which it draws a rendition.
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
Write = Callable[..., ArticlePage]
MOST = 20


def picture(title: str) -> Any:
    image = get_image_model().objects.create(title=title, file=get_test_image_file(size=(640, 480)))
    image.contextual_alt_text, image.decorative = title, False
    return image


@pytest.fixture
def rich(write: Write, front: FrontPage, site: Site) -> ArticlePage:
    """Published, with the survey open, three illustrated neighbours and a thread of six comments."""
    survey = store(release_document(seed=1, wave=1))
    front.survey = survey
    front.save()
    surveys.open_wave(wave=Wave.objects.create(survey=survey, number=2, title="Now"))
    others = [write(image=picture(f"Hall {n}"), image_alt="A hall") for n in range(3)]
    file = get_document_model().objects.create(title="Notes", file=ContentFile(b"notes", name="notes.txt"))
    chart = {"survey": survey, "wave": "newest", "item": "issue", "segment": ""}
    page = write(
        image=picture("A door"),
        image_alt="A door",
        corrections="It was a Tuesday.",
        body=[
            ("heading", "One"),
            ("paragraph", "<p>Words[^1]</p>"),
            ("list", ["<p>One</p>"]),
            ("numbered", ["<p>Two</p>"]),
            ("pull", {"text": "Large", "mark": "mentors-family"}),
            ("quote", {"text": "She said", "source": "Ada"}),
            *(("image", {"image": picture(f"View {n}"), "caption": "", "credit": ""}) for n in range(2)),
            ("live_chart", chart | {"layout": "compact"}),
            ("live_chart", chart | {"layout": "full"}),
            ("question", {"survey": survey, "question": "issue"}),
            ("call", {"text": "Why", "label": "Go", "page": others[0], "address": ""}),
            ("document", {"document": file, "text": "Notes"}),
            ("footnotes", ["<p>A note.</p>"]),
        ],
    )
    DiscussionSettings.objects.create(site=site, holds_first_comment=False)
    chloe = Writes.known("Chloé", "chloe@overlap.example", page)
    for number in range(3):
        root = chloe.posts(f"A thought, number {number}.").comment
        chloe.posts(f"And another one, number {number}.", to=root)
    return page


def test_an_uncached_article_of_everything_takes_at_most_twenty_queries(rich: ArticlePage) -> None:
    assert {block.block_type for block in rich.body} == set(ArticleBlock().child_blocks)
    assert rich.questions_asked() == {("survey", "issue")}
    Client().get(rich.url)
    with CaptureQueriesContext(connection) as used:
        html = Client().get(rich.url).content.decode()
    parts = (
        "data-ask=",
        "figure__base",
        "A thought, number 2.",
        "And another one, number 0.",
        "View 1",
        "Article 3",
    )
    assert [part for part in parts if part not in html] == []
    assert len(used) <= MOST, "\n".join(f"{n}. {query['sql'][:300]}" for n, query in enumerate(used, 1))


def test_what_everybody_may_see_is_what_wagtail_says(
    rich: ArticlePage, django_assert_num_queries: Any
) -> None:
    from wagtail.models import Page, PageViewRestriction

    def same() -> bool:
        with django_assert_num_queries(1):
            mine = sorted(public(Page.objects.live()).values_list("pk", flat=True))
        return mine == sorted(Page.objects.live().public().values_list("pk", flat=True))

    everybody = Page.objects.live().count()
    assert same() and public(Page.objects.live()).count() == everybody
    below = rich.get_parent()
    PageViewRestriction.objects.create(page=below, restriction_type=PageViewRestriction.LOGIN)
    assert same() and public(Page.objects.live()).count() == everybody - 5
    assert not public(ArticlePage.objects.live()).exists()
