"""The articles of the demonstration: long enough, complete, dated, labelled, and in working order."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from rich.progress import Progress

from comments import actions as discussion
from comments import queries as discussions
from comments.models import Comment, LinkRule, Report, WordRule
from surveys import queries as surveys
from website.articles import actions, demo_magazine, demo_talk
from website.articles.importing import front_matter, markdown
from website.articles.models import ArticlePage

TEXTS = sorted(demo_magazine.FOLDER.glob("*.md"))


def words(text: str) -> int:
    return len(re.findall(r"\w+", text))


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.stem)
def test_a_text_is_an_article(file):
    about, text = front_matter.split(file.read_text(encoding="utf-8"))
    assert 500 <= words(re.sub(r"```.*?```", "", text, flags=re.DOTALL)) <= 950
    found = markdown.body(text, house=True)
    assert found.notes == ()
    assert {"paragraph", "heading", "pull"} <= {kind for kind, _ in found.blocks}
    assert len(about["lead"]) <= 400
    # The quotation marks and apostrophes of the house.
    assert not re.search(r"\w'\w", text)


def test_every_kind_of_block_stands_somewhere():
    kinds = {
        kind
        for file in TEXTS
        for kind, _ in markdown.body(file.read_text(encoding="utf-8").split("---\n", 2)[2], house=True).blocks
    }
    assert kinds >= {
        "paragraph", "heading", "list", "numbered", "pull", "image", "chart", "question", "call", "footnotes",
    }  # fmt: skip


@pytest.fixture
def articles(db, settings, tmp_path) -> dict[str, ArticlePage]:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    front = actions.make_front_page(url="http://localhost")
    actions.make_info_pages(front=front, live=True)
    call_command(
        "load_instrument", actions.INSTRUMENT, slug=actions.SURVEY, parent=front.pk, publish=True, verbosity=0
    )
    survey = surveys.survey_by_slug(actions.SURVEY)
    pages = demo_magazine.load(front=front, survey=survey)
    return {page.slug: page for page in pages}


def test_what_an_editor_could_have_saved(articles):
    """Titles, marks of footnotes, questions and links are such as the editor's form takes."""
    for page in articles.values():
        page.clean()
        live = [child for child in page.body if child.block_type != "live_chart"]
        for child in live:
            child.block.clean(child.value)
        assert page.author.is_demo
        assert "invented" in page.author.bio or "demonstration" in page.author.bio


def test_charts_and_questions_name_what_the_survey_asks(articles):
    survey = surveys.survey_by_slug(actions.SURVEY)
    asked = {q.id for q in surveys.definition_of(survey.versions.first()).questions}
    for page in articles.values():
        for child in page.body:
            if child.block_type == "live_chart":
                assert child.value["item"] in asked


def test_the_old_ones_are_closed_by_the_rule_and_the_newest_is_open(articles):
    demo_talk.load(pages=list(articles.values()), progress=Progress(disable=True))
    states = {slug: discussions.opening(page).state for slug, page in articles.items()}
    assert {slug for slug, state in states.items() if state == "open"} == {"same-party", "lunch-test"}
    assert [
        articles[slug].date.year for slug in ("business-or-pleasure", "circles-are-drawn-with-a-pencil")
    ] == [
        2008,
        2011,
    ]
    newest = Comment.objects.filter(discussion__page=articles["same-party"])
    assert sorted({comment.level for comment in newest}) == [0, 1, 2]
    assert newest.filter(state="held").count() == 1
    assert newest.filter(state="removed").count() == 1
    assert newest.exclude(chip_option="").exists()
    assert newest.filter(writer__badge=demo_talk.BADGE).exists()
    assert Comment.objects.filter(is_demo=False).exclude(state="removed").count() == 0
    old = Comment.objects.filter(discussion__page=articles["circles-are-drawn-with-a-pencil"])
    assert not old.exclude(chip_option="").exists()
    assert Comment.objects.filter(submit_date__gt=timezone.now()).count() == 0


def test_moderators_find_reports_and_rules_to_try_and_lose_them_with_the_demonstration(articles):
    WordRule.objects.create(phrase="casino", note="Ours.")
    demo_talk.load(pages=[articles["same-party"]], progress=Progress(disable=True))
    reports = Report.objects.filter(open=True)
    assert {report.reason for report in reports} == set(demo_talk.REPORTS)
    assert {report.comment.state for report in reports} == {"public"}
    invented = {*WordRule.objects.exclude(phrase="casino"), *LinkRule.objects.all()}
    assert {rule.note for rule in invented} == {"Invented for the demonstration."}
    assert {rule.does for rule in invented} == {"allow", "hold", "refuse"}
    demo_talk.remove()
    assert (Report.objects.count(), LinkRule.objects.count()) == (0, 0)
    assert [rule.phrase for rule in WordRule.objects.all()] == ["casino"]


def test_what_a_real_person_wrote_outlives_the_demonstration(articles):
    page = articles["same-party"]
    demo_talk.load(pages=[page], progress=Progress(disable=True))
    invented = Comment.objects.filter(discussion__page=page, level=0, state="public").first()
    real = discussion.archive(
        page=page,
        author_name="Chloé",
        text_or_html="I was there.",
        at=timezone.now() - timedelta(hours=1),
        parent=invented,
    )
    removed = demo_magazine.remove()
    demo_talk.remove()
    assert removed == len(TEXTS) - 1
    left = ArticlePage.objects.get()
    assert (left.slug, left.live) == ("same-party", False)
    kept = Comment.objects.get(pk=real.pk)
    assert kept.comment == "I was there."
    assert [c.state for c in Comment.objects.filter(discussion__page=page).exclude(pk=real.pk)] == ["removed"]
