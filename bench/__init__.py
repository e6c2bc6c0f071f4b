"""Benchmarks: each prints a ratio against a named peer on the same data, in the same run."""
