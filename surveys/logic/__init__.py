"""Pure rules of a questionnaire: what is asked, in which order, and what an answer means. No Django, no Wagtail."""
