"""Discord: messages out, commands in."""
