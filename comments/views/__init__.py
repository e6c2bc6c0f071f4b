"""The discussion's pages, one file for each kind. All but feed and permalink are private to their visitor."""
