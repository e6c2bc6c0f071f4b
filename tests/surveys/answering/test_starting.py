"""Landing page, consent, and the first step."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client, RequestFactory
from django.utils import timezone

from surveys import actions, keys
from surveys.models import Response, SurveyPage, Wave
from surveys.views import begun_mark
from tests.surveys.answering.conftest import Ben, forms_of, text_of


def test_landing_says_what_it_is(ben: Ben) -> None:
    page = ben.client.get(ben.survey.url)
    words = text_of(page)
    assert page["Cache-Control"].split(",")[0] == "no-store"
    assert "28 questions, about 7 minutes. Five short sections, each saved when you leave it." in words
    assert "Only one question needs an answer" in words
    assert "I am 18 or older and agree to take part." in words


def test_without_consent_nothing_is_made(ben: Ben) -> None:
    form = forms_of(ben.client.get(ben.survey.url))[ben.view("start")]
    answer = ben.client.post(form.action, form.post())
    assert answer.status_code == 422
    assert "Tick the box to say that you agree." in text_of(answer)
    assert Response.objects.count() == 0


def test_a_second_press_makes_nothing_new(ben: Ben) -> None:
    form = forms_of(ben.client.get(ben.survey.url))[ben.view("start")]
    for _ in range(3):
        assert ben.client.post(form.action, form.post(consent="yes")).status_code == 302
    assert Response.objects.count() == 1


def test_the_cookie_is_private_to_the_survey(ben: Ben) -> None:
    ben.begin()
    cookie = ben.client.cookies["overlap_answer"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (ben.view("go_on"), True, "Lax")


def test_another_person_on_the_same_device_is_asked(answering: Ben) -> None:
    form = forms_of(answering.client.get(answering.survey.url))[answering.view("start")]
    page = answering.client.post(form.action, form.post(consent="yes"))
    assert "Someone has begun on this device" in text_of(page)
    assert Response.objects.count() == 1
    again = forms_of(page)[answering.view("start")]
    assert answering.client.post(again.action, again.post()).status_code == 302
    assert Response.objects.count() == 2


def test_the_landing_page_offers_first_to_go_on(answering: Ben) -> None:
    page = answering.client.get(answering.survey.url)
    words, html = text_of(page), page.content.decode()
    assert "You have begun on this browser" in words
    link = f'<a class="button" href="{answering.view("go_on")}">Go on where you left off</a>'
    assert 0 < html.index(link) < html.index('name="consent"')
    assert 'class="button" type="submit">Start' not in html
    first = answering.client.get(answering.view("go_on"))
    assert first["Location"] == answering.address("start")
    assert "no-store" in page["Cache-Control"]


def test_the_landing_page_offers_nothing_to_others_and_asks_nothing(
    answering: Ben, django_assert_num_queries: Any
) -> None:
    assert "begun" not in text_of(Client().get(answering.survey.url))
    stranger = Client()
    for value in ("x" * 64, "a\x00b", "y" * 5000, keys.resume_token(answering.response().submission_id)):
        stranger.cookies["overlap_begun"] = value
        assert "begun" not in text_of(stranger.get(answering.survey.url))
    with django_assert_num_queries(0):
        assert begun_mark.begun(RequestFactory().get("/"), answering.survey) is None


def test_the_landing_pages_cookie_opens_no_answers(answering: Ben) -> None:
    cookie = answering.client.cookies["overlap_begun"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/survey/", True, "Lax")
    mallory = Client()
    mallory.cookies["overlap_answer"] = cookie.value
    assert mallory.get(answering.view("go_on"))["Location"] == answering.survey.url
    assert mallory.get(f"/answer/resume/{cookie.value}/").status_code == 404


def test_what_is_sent_expired_closed_or_forgotten_is_not_offered(answering: Ben, wave: Wave) -> None:
    def offered() -> bool:
        return "You have begun on this browser" in text_of(answering.client.get(answering.survey.url))

    mine = Response.objects.filter(pk=answering.response().pk)
    today = timezone.localdate()
    assert offered()
    mine.update(resume_expires_on=today - timedelta(days=1))
    assert not offered()
    mine.update(resume_expires_on=today, submitted_on=today)
    assert not offered()
    mine.update(submitted_on=None)
    Wave.objects.filter(pk=wave.pk).update(
        opens_at=timezone.now() - timedelta(days=9), closes_at=timezone.now(), grace_minutes=30
    )
    assert offered()
    Wave.objects.filter(pk=wave.pk).update(grace_minutes=0)
    assert not offered()
    Wave.objects.filter(pk=wave.pk).update(closes_at=None)
    assert offered()
    answering.client.post(answering.view("leave"), {"to": "forget"})
    assert answering.client.cookies["overlap_begun"].value == ""
    assert not offered()


def test_an_answer_from_an_article_is_offered_without_saying_what_it_was(ben: Ben) -> None:
    question = f"{ben.view('go_on')}ask/issue/"
    form = forms_of(ben.client.get(question))[question]
    ben.client.post(question, form.post(answer="big"))
    page = ben.client.get(ben.survey.url)
    assert "One answer is kept on this browser" in text_of(page)
    assert "A big issue" not in text_of(page)
    assert ben.client.get(ben.view("go_on"))["Location"] == question


def test_not_open_yet(client: Client, survey: SurveyPage) -> None:
    opens = timezone.now() + timedelta(days=3)
    Wave.objects.create(survey=survey, number=1, title="Autumn", opens_at=opens)
    assert f"The survey opens on {opens.day} {opens:%B %Y}." in text_of(client.get(survey.url))
    answer = client.post(f"/answer/{survey.slug}/start/", {"consent": "yes", "submission_id": uuid4()})
    assert answer.status_code == 409
    assert f"It opens on {opens.day} {opens:%B %Y} ." in text_of(answer)
    assert Response.objects.count() == 0


def test_closed(client: Client, survey: SurveyPage, wave: Wave) -> None:
    Wave.objects.filter(pk=wave.pk).update(
        opens_at=timezone.now() - timedelta(days=9), closes_at=timezone.now() - timedelta(days=1)
    )
    assert "Between two waves" in text_of(client.get(survey.url))
    answer = client.post(f"/answer/{survey.slug}/start/", {"consent": "yes", "submission_id": uuid4()})
    assert (answer.status_code, "This wave is closed" in text_of(answer)) == (409, True)


def test_closed_meanwhile(answering: Ben, wave: Wave) -> None:
    form = answering.open("start")
    Wave.objects.filter(pk=wave.pk).update(
        opens_at=timezone.now() - timedelta(days=9), closes_at=timezone.now() - timedelta(days=1)
    )
    answer = answering.client.post(answering.address("start"), form.post(work_status="inhouse", to="next"))
    assert answer.status_code == 409
    assert "so they are not counted" in text_of(answer)


def test_coming_back_to_a_closed_wave_says_so_at_once_and_shows_what_was_saved(
    answering: Ben, wave: Wave
) -> None:
    answering.save("start", work_status="inhouse", to="next")
    Wave.objects.filter(pk=wave.pk).update(
        opens_at=timezone.now() - timedelta(days=9), closes_at=timezone.now() - timedelta(days=1)
    )
    for section in ("start", "circles"):
        answer = answering.client.get(answering.address(section))
        assert answer.status_code == 409
        text = text_of(answer)
        assert "Yours were not sent before that" in text
        assert "Employed in-house" in text
        assert "<form" not in answer.content.decode().partition("<main")[2].partition("</main")[0]
        assert "results" not in text.partition("Yours were not sent")[2].partition("The next wave")[0]


def test_within_the_grace_the_form_is_still_there(answering: Ben, wave: Wave) -> None:
    Wave.objects.filter(pk=wave.pk).update(
        opens_at=timezone.now() - timedelta(days=9), closes_at=timezone.now(), grace_minutes=30
    )
    assert answering.client.get(answering.address("start")).status_code == 200


def test_too_many_from_one_network(ben: Ben, settings: object) -> None:
    settings.LIMITS = {**settings.LIMITS, "survey.start": (0, 3600)}  # type: ignore[attr-defined]  # pytest-django
    form = forms_of(ben.client.get(ben.survey.url))[ben.view("start")]
    answer = ben.client.post(form.action, form.post(consent="yes"))
    assert (answer.status_code, answer.has_header("Retry-After")) == (429, True)
    assert forms_of(answer)[ben.view("start")].post()["consent"] == ["yes"]
    assert Response.objects.count() == 0


def test_a_draft_is_not_there(client: Client, survey: SurveyPage) -> None:
    survey.unpublish()
    for path in ("", "start/", "receipt/", "leave/", "done/", "section/start/"):
        answer = client.post if path == "start/" else client.get
        assert answer(f"/answer/{survey.slug}/{path}").status_code == 404, path


def test_forged_start_is_refused(survey: SurveyPage, wave: Wave) -> None:
    mallory = Client(enforce_csrf_checks=True)
    answer = mallory.post(f"/answer/{survey.slug}/start/", {"consent": "yes", "submission_id": uuid4()})
    assert (answer.status_code, Response.objects.count()) == (403, 0)
    assert actions.start(survey=survey, submission_id=uuid4(), consent=True).pk
