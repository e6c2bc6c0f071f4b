"""What every page and app may lean on: base page, settings, cache rules, limits, logs, clock, formatting."""
