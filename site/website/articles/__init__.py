"""The pages people read: the front page and the pages that say who we are and how we count."""
