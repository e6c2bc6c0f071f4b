"""Invented people who answer the survey, so that a fresh installation has something to show.

They go through the same actions as a person's forms do, and every wave and response of theirs is marked
`is_demo`.
"""

from surveys.demo.loading import load, remove

__all__ = ["load", "remove"]
