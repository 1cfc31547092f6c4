"""Labelled passages in four languages, and what their labels must keep to."""
