"""What a save is compared with: Wagtail's form page, and a view that only reads the form; not installed."""
