"""For the operator: what the bot does, how it does it, and whether it is well."""
