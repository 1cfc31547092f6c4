"""Tells people: commands, cards, charts, deliveries, and one adapter for each platform."""
