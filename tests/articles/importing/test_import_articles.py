"""`manage.py import_articles`: the plan first, then pages, comments, pictures, redirects; nothing twice."""

import zipfile
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.images import get_image_model
from wagtail.models import Page

from comments.models import Comment, Thread, Writer
from website.articles import actions
from website.articles.models import ArticlePage, Author, Topic

FIXTURES = Path(__file__).parent / "fixtures"
EXPORT = FIXTURES / "two_posts.xml"


def run(*arguments, **options) -> str:
    out = StringIO()
    call_command("import_articles", *map(str, arguments), stdout=out, **options)
    return " ".join(out.getvalue().split())


def everything() -> list[int]:
    models = (Page, Author, Topic, Redirect, Comment, Thread, get_image_model())
    return [model.objects.count() for model in models]


def test_without_write_nothing_changes(magazine):
    before = everything()
    for flags in ((), ("--dry-run",)):
        printed = run(EXPORT, *flags)
        assert "Nothing was changed. 2 would be made; add --write to make them." in printed
        assert (
            "A picture lies on another site and was not fetched: https://elsewhere.example/candle.png"
            in printed
        )
        assert "1 of the type “page”: only posts become articles." in printed
    assert everything() == before


def test_an_export_becomes_articles(magazine):
    printed = run(EXPORT, "--write")
    assert "Made 2 articles, of which 0 drafts, 2 old comments, 0 pictures and 2 redirects." in printed
    cake, nod = ArticlePage.objects.child_of(magazine).order_by("date")
    assert (cake.title, cake.date, cake.live) == (
        "The client who brought a cake & stayed",
        date(2008, 6, 3),
        True,
    )
    assert (cake.author.name, cake.author.slug, nod.author) == ("Hester Plumb", "hester-plumb", cake.author)
    assert sorted(topic.name for topic in cake.topics.all()) == ["Clients", "cake"]
    assert [block.block_type for block in cake.body] == [
        "paragraph",
        "paragraph",
        "heading",
        "list",
        "quote",
        "paragraph",
        "list",
    ]
    assert cake.first_published_at.date() == date(2008, 6, 3)
    draft = cake.latest_revision.as_object()
    assert [block.id for block in draft.body] == [block.id for block in cake.body]


def test_an_old_address_leads_to_the_new_page(magazine):
    run(EXPORT, "--write")
    answer = Client().get("/2008/06/the-client-who-brought-a-cake/")
    assert answer.status_code == 301
    assert answer.headers["Location"] == "/magazine/the-client-who-brought-a-cake/"
    assert Client().get("/magazine/the-client-who-brought-a-cake/").status_code == 200


def test_old_comments_are_an_archive(magazine):
    run(EXPORT, "--write")
    first, answer = Comment.objects.order_by("number")
    assert (first.user_name, first.comment, first.level) == (
        "Lars Umber",
        "Mine brought a ladder.\nHe needed it back.",
        0,
    )
    assert (answer.parent_id, answer.level, answer.is_archive, answer.state) == (first.pk, 1, True, "public")
    assert (first.submit_date.date(), first.user_email, first.ip_address) == (date(2008, 6, 4), "", None)
    assert Writer.objects.count() == 0


def test_a_second_run_makes_nothing(magazine):
    run(EXPORT, "--write")
    before = everything()
    # An editor gave it another address: it is known by the old one.
    page = ArticlePage.objects.get(slug="does-a-nod-need-a-note")
    page.slug, page.title = "nod", "A nod"
    page.save()
    printed = run(EXPORT, "--write")
    assert "There was nothing to make." in printed
    assert everything() == before


def test_a_folder_comes_with_its_pictures(magazine):
    printed = run(FIXTURES / "markdown", "--write", author="Hester Plumb")
    assert "Made 2 articles, of which 1 draft, 2 old comments, 1 picture and 1 redirect." in printed
    image = get_image_model().objects.get()
    assert (image.title, image.width, image.height) == ("Gregor's pickles", 64, 48)
    gregor = ArticlePage.objects.get(slug="gregor")
    picture = next(block.value["image"] for block in gregor.body if block.block_type == "image")
    assert (picture.pk, picture.contextual_alt_text) == (image.pk, "Gregor's pickles")
    assert Comment.objects.get(number=1).html == "<p>Put him in <strong>all</strong> of them.</p>"
    draft = ArticlePage.objects.get(slug="business")
    assert (draft.live, draft.author.name) == (False, "Hester Plumb")
    assert "There was nothing to make." in run(FIXTURES / "markdown", "--write")


def test_a_zip_is_a_folder(magazine, tmp_path):
    path = tmp_path / "blog.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for file in sorted((FIXTURES / "markdown").rglob("*.*")):
            packed.write(file, file.relative_to(FIXTURES / "markdown"))
        packed.write(EXPORT, "export/two_posts.xml")
        packed.write(FIXTURES / "markdown/pictures/pickles.png", "export/uploads/2008/06/cake.png")
    printed = run(path, "--write")
    assert "Made 4 articles, of which 1 draft, 4 old comments, 2 pictures and 3 redirects." in printed


def test_an_address_that_is_taken_gets_a_number(magazine):
    actions.make_article(magazine=magazine, title="Something else", slug="gregor", live=True)
    printed = run(FIXTURES / "markdown", "--write")
    assert "The address “gregor” is taken; it becomes “gregor-2”." in printed
    assert ArticlePage.objects.get(slug="gregor-2").title == "Where does Gregor go?"
    assert ArticlePage.objects.get(slug="gregor").title == "Something else"


def test_comments_that_answer_each_other_in_a_ring_come_once(magazine, tmp_path):
    text = EXPORT.read_text().replace("<wp:comment_parent>0<", "<wp:comment_parent>72<")
    (tmp_path / "ring.xml").write_text(text)
    assert "2 old comments" in run(tmp_path / "ring.xml", "--write")


@pytest.mark.parametrize("name", ["missing.md", "wrong.zip"])
def test_what_cannot_be_opened_is_said_in_a_sentence(magazine, tmp_path, name):
    (tmp_path / "wrong.zip").write_bytes(b"PK but no zip")
    with pytest.raises(CommandError, match="There is no file or folder|is not a zip that can be read"):
        run(tmp_path / name)


def test_foreign_words_do_not_command_the_terminal(magazine, tmp_path):
    (tmp_path / "a\x1b[2J.html").write_text("x")
    (tmp_path / "b.md").write_text("# Red [bold]\x1b[31m [/nothing]\n\n![x](p\x1b[2J.png)\n")
    out = StringIO()
    call_command("import_articles", str(tmp_path), stdout=out)
    assert "\x1b" not in out.getvalue()
    assert "[bold]" in out.getvalue()
    with pytest.raises(CommandError) as refusal:
        run(tmp_path / "c\x1b[2J.md")
    assert "\x1b" not in str(refusal.value)


def test_a_picture_that_is_none_is_left_out_and_named(magazine, tmp_path):
    (tmp_path / "a.md").write_text(
        "---\ntitle: A\ndate: 2008-06-03\n---\nWords.\n\n![One](x.png)\n\n![Two](y.svg)\n"
    )
    (tmp_path / "x.png").write_bytes(b"<svg onload=alert(1)>")
    (tmp_path / "y.svg").write_text("<svg/>")
    printed = run(tmp_path, "--write")
    assert "“x.png”: This file can't be read as a picture." in printed
    assert [block.block_type for block in ArticlePage.objects.get(slug="a").body] == ["paragraph"]
    assert get_image_model().objects.count() == 0
