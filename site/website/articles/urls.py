"""Addresses around the articles: feeds, search, what search engines read, and the count of readers."""

from django.urls import include, path

from website.articles.views import reads, robots, search

urlpatterns = [
    path("feeds/", include("website.articles.feed_urls")),
    path("count/", reads.count, name="count"),
    path("search/", search.results, name="search"),
    path("sitemap.xml", robots.sitemap, name="sitemap"),
    path("robots.txt", robots.robots, name="robots"),
]
