"""The terminal as a platform: where alerts go while no token is set."""
