"""Addresses of the demonstration's mail, below /demo/mail/: 404 everywhere but in a demonstration."""

from django.urls import path

from website.core.mail import demo

app_name = "demo_mail"
urlpatterns = [
    path("", demo.outbox, name="list"),
    path("<uuid:mail_id>/", demo.show, name="show"),
]
