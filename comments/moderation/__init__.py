"""The discussion in the Wagtail admin, one file for each list."""
