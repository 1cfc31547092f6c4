"""Who may change what, and the record of it."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.commands import Asker
from bot.context import Context
from bot.i18n import mark
from bot.mistakes import MistakeError, NotAllowedError
from watchers.store.tables.settings import AuditRow


def require_admin(asker: Asker) -> None:
    """Raise unless the platform has just said that the asker administers the guild or workspace they ask from.

    On the command line the asker is the operator, whose layer is the shared one.
    """
    if asker.admin:
        return
    if not asker.layer:
        raise MistakeError(
            mark("This works in a server or workspace, not in a direct message."),
            hint=mark("Use it in the channel that it is about."),
        )
    raise NotAllowedError


def layer_to_change(context: Context, asker: Asker, *, shared: bool) -> str:
    """The layer of the ledger that an act is for: the asker's own, or the shared one where an operator asks for it."""
    require_admin(asker)
    if shared and asker.account not in context.operators:
        raise MistakeError(
            mark("Only operators change the shared ledger."),
            hint=mark("Leave out `shared` to change it for this server or workspace alone."),
        )
    return "" if shared else asker.layer


def record(
    session: AsyncSession, context: Context, asker: Asker, act: str, subject: str = "", *, layer: str | None = None,
    reason: str = "", **details: str
) -> None:  # fmt: skip
    """Write an act into the audit log, in the transaction that does it."""
    session.add(
        AuditRow(
            layer=asker.layer if layer is None else layer,
            at=context.clock(),
            author=asker.account,
            act=act,
            subject=subject[:200],
            reason=reason[:500],
            details=details,
        )
    )
