"""The backtest: a year of news with its traps, and the changes that must be told."""
