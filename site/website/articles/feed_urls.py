"""Addresses of the feeds, below /feeds/."""

from django.urls import path

from website.articles.views import feeds

app_name = "articles_feeds"
urlpatterns = [
    path("", feeds.site, name="site"),
    path("topics/<slug:slug>/", feeds.topic, name="topic"),
    path("authors/<slug:slug>/", feeds.author, name="author"),
]
