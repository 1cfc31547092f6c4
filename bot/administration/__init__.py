"""What admins change: each act checked, audited, and confined to the layer of their own guild or workspace."""
