"""One response with its wave and its survey in one read, and the end of its wave as part of a write."""

from collections.abc import Mapping
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    UUIDField,
)
from django.db.models.functions import Now
from django.utils import timezone
from wagtail.models import PageViewRestriction

from surveys import keys
from surveys.models import Response, SurveyPage, Wave
from surveys.queries import prepared
from surveys.queries.prepared import Slot, Written
from surveys.queries.remembered import Remembered
from surveys.queries.waves import takes_answers

#: All that saving a section looks at; the rest is read by who asks for it.
_TO_SAVE = (
    "survey_id",
    "wave_id",
    "submission_id",
    "status",
    "answers",
    "state",
    "revision",
    "key_version",
    "source",
    "pace",
    "consent_version",
    "saved_on",
    "submitted_on",
    "version__content_sha256",
)
_UNREAD = ("survey__sections", "survey__scales", "survey__intro", "survey__outro", "version__instrument")


def held_response(token: str, slug: str, *, with_survey: bool = True) -> Response | None:
    """The response behind a private link of this survey, with its version. One query.

    None if unknown, expired, of another survey, or of one that is not public. `with_survey`: with survey and
    wave too, and `now`, the time that the database had at the reading. Without, it holds what a save needs.
    """
    read = _held_with_survey if with_survey else _held
    return read(resume=keys.digest("resume", token), today=timezone.localdate(), slug=slug)


@prepared.Read
def _held() -> QuerySet[Response]:
    return _public().select_related("version").only(*_TO_SAVE)


@prepared.Read
def _held_with_survey() -> QuerySet[Response]:
    return _public().select_related("survey", "wave", "version").annotate(now=Now()).defer(*_UNREAD)


def _public() -> QuerySet[Response]:
    return Response.objects.filter(
        ~Exists(_restrictions("survey__path")),
        resume_hash=Slot("resume", CharField()),
        resume_expires_on__gte=Slot("today", DateField()),
        survey__slug=Slot("slug", CharField()),
        survey__live=True,
    )


def takes_answers_now(response: Response) -> bool:
    """Whether its wave took answers when the response was read. No query after `held_response`."""
    now, wave = getattr(response, "now", None), response.wave
    if now is None:
        return takes_answers(response)
    is_open = wave.status == Wave.Status.OPEN and (
        wave.closes_at is None or now < wave.closes_at + wave.grace
    )
    return is_open or wave.status == Wave.Status.TEST


def change_if_open(response: Response, changes: Mapping[str, Any]) -> bool:
    """Compare and swap in one statement: the revision that was read, and the database's clock before the end
    of the response's wave plus its grace. False where nothing was written.
    """
    return bool(_open_row(changes, response=response.pk, revision=response.revision, wave=response.wave_id))


@prepared.Change
def _open_row() -> QuerySet[Response]:
    return Response.objects.filter(
        Exists(_open_wave()), pk=Slot("response", UUIDField()), revision=Slot("revision", IntegerField())
    )


def change_as_remembered(known: Remembered, changes: Mapping[str, Any]) -> bool:
    """Compare and swap without a read before it, in one statement that holds all that the read looks at:
    every column that a save begins from is as it was stored last, the private link works today and is of this
    survey, which everybody may see, and the wave takes answers. False where nothing was written.
    """
    response, written = known.response, known.written
    news = {name: Written(value) if name in _JSON else value for name, value in changes.items()}
    changed = _same_row(
        news,
        response=response.pk,
        wave=response.wave_id,
        resume=known.resume,
        today=timezone.localdate(),
        slug=known.slug,
        **{f"old_{name}": getattr(response, name) for name in _AS_STORED},
        **{f"old_{name}": written.get(name) or Written(getattr(response, name)) for name in _JSON},
    )
    written.update((name, value) for name, value in news.items() if name in _JSON)
    return bool(changed)


#: What a save begins from and other writes change, apart from what is looked at by name.
_AS_STORED = ("version_id", "status", "revision", "consent_version", "saved_on")
_JSON = ("answers", "state", "pace")


@prepared.Change
def _same_row() -> QuerySet[Response]:
    return Response.objects.filter(*_as_it_was().values())


def _as_it_was() -> dict[str, Q | Exists]:
    """What a save without a read has to prove, by name."""
    survey = SurveyPage.objects.filter(
        ~Exists(_restrictions("path")), pk=OuterRef("survey_id"), slug=Slot("slug", CharField()), live=True
    )
    return {
        "wave": Exists(_open_wave()),
        "survey": Exists(survey),
        "pk": Q(pk=Slot("response", UUIDField())),
        "wave_id": Q(wave_id=Slot("wave", BigIntegerField())),
        "resume_hash": Q(resume_hash=Slot("resume", CharField())),
        "resume_expires_on": Q(resume_expires_on__gte=Slot("today", DateField())),
        "submitted_on": Q(submitted_on__isnull=True),
        **{name: Q((name, Slot(f"old_{name}", _kind(name)))) for name in (*_AS_STORED, *_JSON)},
    }


def _kind(name: str) -> Any:
    """The kind of a column's values; of one that points elsewhere, that of a key."""
    field = Response._meta.get_field(name)
    return BigIntegerField() if field.is_relation else field


def _open_wave() -> QuerySet[Wave]:
    """The wave of a slot, if it takes answers by the database's clock."""
    takes = Q(status=Wave.Status.TEST) | Q(status=Wave.Status.OPEN) & (
        Q(closes_at__isnull=True) | Q(closes_at__gt=Now() - _Minutes(F("grace_minutes")))
    )
    return Wave.objects.filter(takes, pk=Slot("wave", BigIntegerField()))


class _Minutes(Func):
    """A number of minutes as a duration."""

    output_field = DurationField()
    arity = 1
    template = "make_interval(mins => %(expressions)s)"

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Django keeps durations there in microseconds."""
        return self.as_sql(compiler, connection, template="%(expressions)s * 60000000", **more)


def _restrictions(path: str) -> QuerySet[Any]:
    """Restrictions on a page with this path or on one above it."""
    above = ExpressionWrapper(OuterRef(path), output_field=CharField())
    return PageViewRestriction.objects.annotate(below=above).filter(below__startswith=F("page__path"))
