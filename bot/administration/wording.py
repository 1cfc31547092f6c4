"""Errors from deeper down, in words that can be translated."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.i18n import mark
from bot.mistakes import MistakeError
from watchers.feeds.opml import OpmlError
from watchers.feeds.values import Failure, FeedUnavailableError
from watchers.keywords import KeywordError

WHY = {
    Failure.FORBIDDEN_ADDRESS: mark("{address} may not be asked."),
    Failure.UNREACHABLE: mark("The server of {address} cannot be reached."),
    Failure.TOO_SLOW: mark("{address} takes too long to answer."),
    Failure.TOO_LARGE: mark("{address} is too large."),
    Failure.REDIRECTS: mark("{address} redirects too often or to nowhere."),
    Failure.REFUSED: mark("The server of {address} refuses us."),
    Failure.NOT_FOUND: mark("There is nothing at {address}."),
    Failure.GONE: mark("{address} is gone for good."),
    Failure.LIMITED: mark("The server of {address} asks us to wait."),
    Failure.SERVER: mark("The server of {address} has a fault."),
    Failure.UNREADABLE: mark("{address} is no feed that can be read."),
    Failure.ROBOTS: mark("The server of {address} does not let robots read it."),
}
HINTS = {
    Failure.FORBIDDEN_ADDRESS: mark("Give a public http or https address without a password, on a usual port."),
    Failure.NOT_FOUND: mark("If the feed has moved, give its new address."),
    Failure.GONE: mark("Look for another feed of this publisher."),
    Failure.UNREADABLE: mark("Give the address of an RSS or Atom feed, not of a page."),
    Failure.TOO_LARGE: mark("Ask the publisher for a shorter feed."),
}
LATER = mark("Check the address, or try again later.")


@contextmanager
def in_words() -> Iterator[None]:
    """Raise MistakeError where a feed cannot be had, or a rule or a list cannot be understood."""
    try:
        yield
    except FeedUnavailableError as error:
        hint = HINTS.get(error.failure, LATER)
        raise MistakeError(WHY[error.failure], hint=hint, address=error.url) from error
    except KeywordError as error:
        hint = mark("Write for example: north korea | dprk + killed | wounded -exercise")
        raise MistakeError(mark("This rule cannot be understood: {reason}."), hint=hint, reason=str(error)) from error
    except OpmlError as error:
        hint = mark("Export it again as OPML; nothing was imported.")
        raise MistakeError(mark("This list cannot be used: {reason}."), hint=hint, reason=str(error)) from error
