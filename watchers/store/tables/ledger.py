"""Claims, the ledger's steps and its standing figures."""
