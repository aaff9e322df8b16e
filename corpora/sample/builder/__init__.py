"""Builds the sample corpus from its text sources; see ../README.md."""
