"""What every page and app may lean on: base page, site settings, cache rules, limits, logs, clock, formatting."""
