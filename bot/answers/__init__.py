"""What alerts and answers say: pure functions from the ledger's values to cards, in the reader's language."""
