"""Writes the reference pages from the code, so that they cannot disagree with it."""
