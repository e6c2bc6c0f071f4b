"""Addresses of the discussion, below /discussion/. The writer's cookie is sent to these alone."""

from django.urls import path

from comments.views import own, reading, reporting, writing

app_name = "discussion"
urlpatterns = [
    path("on/<int:page_id>/", reading.thread, name="thread"),
    path("on/<int:page_id>/write/", writing.write, name="write"),
    path("on/<int:page_id>/check/", writing.check, name="check"),
    path("on/<int:page_id>/feed/", reading.feed, name="feed"),
    path("mine/", own.mine, name="mine"),
    path("notices/", own.mine, name="notices"),
    path("waiting/<uuid:waiting_id>/", own.waiting, name="waiting"),
    path("erase/", own.erase, name="erase"),
    path("leave/", own.leave, name="leave"),
    path("<int:comment_id>/", reading.permalink, name="permalink"),
    path("<int:comment_id>/posted/", writing.posted, name="posted"),
    path("<int:comment_id>/edit/", own.edit, name="edit"),
    path("<int:comment_id>/delete/", own.delete, name="delete"),
    path("<int:comment_id>/mute/", own.mute, name="mute"),
    path("<int:comment_id>/chip/", own.chip, name="chip"),
    path("<int:comment_id>/report/", reporting.report, name="report"),
]
