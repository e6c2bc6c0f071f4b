"""Making pages of a plan. One transaction an article: it is here whole, comments and all, or not at all."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.contrib.redirects.models import Redirect
from wagtail.images import get_image_model

from comments import actions as comments
from website.articles import actions
from website.articles.importing import pictures, stream
from website.articles.importing.opening import Package
from website.articles.importing.pieces import OldComment, Picture
from website.articles.importing.planning import Line
from website.articles.importing.refusal import Refused
from website.articles.models import ArticlePage, Author, MagazinePage, Topic


@dataclass(frozen=True)
class Written:
    """What became of one line."""

    page: ArticlePage
    comments: int
    pictures: int
    redirects: int


@transaction.atomic
def write(*, line: Line, package: Package, magazine: MagazinePage, author: str = "") -> Written:
    """Make the article of a new line, its pictures, comments, redirects. `author` wrote what names none."""
    piece = line.piece
    stored: list[Any] = []

    def image(picture: Picture) -> Any:
        made = _picture(picture, package=package, beside=piece.source, title=piece.title)
        stored.extend([made] if made is not None else [])
        return made

    page = actions.make_article(
        magazine=magazine,
        title=piece.title,
        slug=piece.slug,
        author=_author(piece.author or author),
        topics=[_topic(name) for name in piece.topics],
        lead=piece.lead,
        description=piece.description,
        body=list(stream.values(piece.blocks, image=image)),
        published_at=piece.date,
        live=piece.live,
    )
    return Written(
        page=page,
        comments=_archive(page, piece.comments),
        pictures=len(stored),
        redirects=sum(_redirect(path, page) for path in piece.old_paths),
    )


def _author(name: str) -> Author | None:
    if not name:
        return None
    known = Author.objects.filter(name__iexact=name).first()
    return known or actions.make_author(slug=slugify(name)[:80] or "author", name=name)


def _topic(name: str) -> Topic:
    return actions.make_topic(slug=slugify(name)[:80] or "topic", name=name)


def _picture(picture: Picture, *, package: Package, beside: str, title: str) -> Any:
    """Store a picture of the package; None where there is none that could be read."""
    name = pictures.find(package, source=picture.source, beside=beside)
    if name is None:
        return None
    try:
        file = pictures.clean(package.files[name], name=name)
    except Refused:
        return None
    words = picture.alt or PurePosixPath(name).stem.replace("-", " ")
    image = get_image_model()(title=words[:200] or title, file=file)
    image.save()
    return image


def _redirect(path: str, page: ArticlePage) -> int:
    """Lead an old address to the page, unless something leads from there already or a page stands there."""
    old = Redirect.normalise_path(path)
    if len(old) > 255:
        return 0
    if (
        old == Redirect.normalise_path(page.get_url() or "/")
        or Redirect.objects.filter(old_path=old).exists()
    ):
        return 0
    Redirect.objects.create(old_path=old, redirect_page=page, is_permanent=True)
    return 1


def _archive(page: ArticlePage, found: tuple[OldComment, ...]) -> int:
    """Keep old comments, oldest first, each under what it answered; return how many."""
    start = page.published_at or timezone.now()
    waiting = sorted(found, key=lambda comment: comment.date or start)
    known = {comment.key for comment in found}
    made: dict[str, Any] = {}
    while waiting:
        later: list[OldComment] = []
        for old in waiting:
            if old.parent in known and old.parent not in made:
                later.append(old)
                continue
            try:
                made[old.key] = comments.archive(
                    page=page,
                    author_name=old.name,
                    text_or_html=old.text,
                    at=old.date or start,
                    parent=made.get(old.parent),
                )
            except ValueError:
                # Nothing is left of its text; what answered it stands on its own.
                known.discard(old.key)
        if len(later) == len(waiting):
            # They answer each other in a ring: begin with the oldest.
            known.discard(later[0].parent)
        waiting = later
    return len(made)
