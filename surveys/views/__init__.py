"""Answering: start, sections, leaving and coming back, the end. One file for each."""
