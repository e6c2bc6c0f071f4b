"""Addresses of answering, below /answer/. Private links come first: `r`, `resume`, `invited` are no surveys.

Sections have a word of their own before them, because a section may be called `start` or `done`; they are
looked for first, because nothing is asked for as often.
"""

from django.urls import path

from surveys.views import (
    amending,
    answering,
    asking,
    chip,
    coming_back,
    ending,
    invited,
    starting,
    trial,
    verifying,
    withdrawing,
)

app_name = "surveys"
urlpatterns = [
    path("<slug:slug>/section/<slug:section_id>/", answering.section, name="section"),
    path("r/<str:code>/", coming_back.receipt_link, name="receipt_link"),
    path("resume/<str:token>/", coming_back.resume, name="resume"),
    path("invited/<str:token>/", invited.invited, name="invited"),
    path("<slug:slug>/", coming_back.go_on, name="go_on"),
    path("<slug:slug>/start/", starting.start, name="start"),
    path("<slug:slug>/enter/", invited.enter, name="enter"),
    path("<slug:slug>/verify/", verifying.verify, name="verify"),
    path("<slug:slug>/leave/", coming_back.leave, name="leave"),
    path("<slug:slug>/done/", ending.done, name="done"),
    path("<slug:slug>/receipt/", ending.receipt, name="receipt"),
    path("<slug:slug>/change/", amending.change, name="change"),
    path("<slug:slug>/withdraw/", withdrawing.withdraw, name="withdraw"),
    path("<slug:slug>/screened-out/", ending.screened_out, name="screened_out"),
    path("<slug:slug>/ask/<slug:question_id>/", asking.ask, name="ask"),
    path("<slug:slug>/chip/", chip.chip, name="chip"),
    path("<slug:slug>/end-trial/", trial.end, name="end_trial"),
]
