"""Speeds of this machine."""
