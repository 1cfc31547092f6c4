"""The Slack adapter: commands in, cards out, over Socket Mode."""
