"""Responses in, published numbers out."""
