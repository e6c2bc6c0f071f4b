"""The analyst's explorer: exact cross-tabulations of one wave, for people of the house, never published."""
