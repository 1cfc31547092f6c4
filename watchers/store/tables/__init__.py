"""The tables, a module for each subject. Importing this package makes all of them known to the metadata."""

from watchers.store.tables import delivery, feeds, ledger, settings

__all__ = ["delivery", "feeds", "ledger", "settings"]
