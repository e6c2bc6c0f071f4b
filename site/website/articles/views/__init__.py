"""Views of what surrounds articles: search, the sitemap, the count of readers."""
