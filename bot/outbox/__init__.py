"""Deliveries on their way: claimed, sent, marked; none lost, none doubled, nobody flooded."""

from bot.outbox.loop import Outbox

__all__ = ["Outbox"]
