"""Reads launch files in the official XML format and runs what they describe."""
