"""Pure: which tables a questionnaire's release has, and how each is read off the dataset's counts."""
