"""Finds figures in the news: feeds in, changes of the ledger out. Knows no chat platform."""
