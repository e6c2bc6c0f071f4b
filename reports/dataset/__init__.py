"""Columns on disk: the only reader of many responses. Built from the database, never a source of truth
itself.
"""
