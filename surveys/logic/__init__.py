"""Pure rules of a questionnaire: what is asked, in which order, what an answer means. No Django here."""
