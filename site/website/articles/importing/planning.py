"""What an import would do, before it does anything: each piece beside what the site holds."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from website.articles.importing import pictures
from website.articles.importing.opening import Package
from website.articles.importing.pieces import Piece, Reading
from website.articles.importing.refusal import Refused
from website.articles.models import ArticlePage, MagazinePage

NO_DATE = "It has no date, so it comes as a draft."
FUTURE = "Its date is still to come, so it comes as a draft; schedule it in the admin."
ELSEWHERE = "A picture lies on another site and was not fetched: {source}"
MISSING = "A picture was not in the folder: {source}"
NO_ALT = "A picture has no words for those who cannot see it; its file's name stands there now: {source}"


@dataclass(frozen=True)
class Line:
    """One article of the plan. `page` is the one that is here already; then nothing is made."""

    piece: Piece
    page: ArticlePage | None = None

    @property
    def is_new(self) -> bool:
        """Whether a page would be made."""
        return self.page is None


def plan(*, reading: Reading, package: Package, magazine: MagazinePage | None) -> Iterator[Line]:
    """Yield a line for each piece, its slug free and its notes complete. Writes nothing."""
    taken: set[str] = set()
    for piece in reading.pieces:
        page = already(piece, magazine)
        if page is not None:
            yield Line(piece, page)
            continue
        notes = list(piece.notes)
        live = piece.live
        if piece.date is None:
            live = False
            notes.append(NO_DATE)
        elif piece.date > timezone.now():
            live = False
            notes.append(FUTURE)
        slug = _free(piece.slug, magazine, taken)
        if slug != piece.slug:
            notes.append(f"The address “{piece.slug}” is taken; it becomes “{slug}”.")
        taken.add(slug)
        notes += _about_pictures(piece, package)
        yield Line(replace(piece, slug=slug, live=live, notes=tuple(notes)))


def already(piece: Piece, magazine: MagazinePage | None) -> ArticlePage | None:
    """The article that this piece became in an earlier run: by its old address, or by title and date."""
    paths = [Redirect.normalise_path(path) for path in piece.old_paths]
    led = (
        Redirect.objects.filter(old_path__in=paths, redirect_page__isnull=False)
        .values_list("redirect_page", flat=True)
        .first()
    )
    if led is not None and (page := ArticlePage.objects.filter(pk=led).first()) is not None:
        return page
    if magazine is None:
        return None
    alike = ArticlePage.objects.child_of(magazine).filter(title=piece.title)
    day = timezone.localdate(piece.date) if piece.date else None
    return alike.filter(date=day).first()


def _free(slug: str, magazine: MagazinePage | None, taken: set[str]) -> str:
    used = set(taken)
    if magazine is not None:
        used |= set(magazine.get_children().filter(slug__startswith=slug).values_list("slug", flat=True))
    candidate, number = slug, 2
    while candidate in used:
        candidate, number = f"{slug}-{number}", number + 1
    return candidate


def _about_pictures(piece: Piece, package: Package) -> Iterator[str]:
    for kind, picture in piece.blocks:
        if kind != "image":
            continue
        source = picture.source if len(picture.source) <= 120 else picture.source[:119] + "…"
        name = pictures.find(package, source=picture.source, beside=piece.source)
        if name is None:
            is_remote = "//" in picture.source
            yield (ELSEWHERE if is_remote else MISSING).format(source=source)
            continue
        try:
            pictures.clean(package.files[name], name=name)
        except Refused as refusal:
            yield str(refusal)
        else:
            if not picture.alt:
                yield NO_ALT.format(source=source)
