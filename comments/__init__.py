"""Discussion on any page."""
