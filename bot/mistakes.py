"""What people can mend, said in their language, the same on every platform."""

from bot.cards import Card, Tone
from bot.i18n import Words, mark
from watchers.errors import TollwatchError

OUR_FAULT = (
    mark("Something went wrong on our side"),
    mark("It has been noted for the operator. Please try again."),
)


class MistakeError(TollwatchError):
    """Something the asker can mend. `text` and `hint` are marked texts; the values are put into both."""

    def __init__(self, text: str, hint: str = "", **values: object) -> None:
        super().__init__(text.format_map(values), hint=hint.format_map(values))
        self.text = text
        self.hint_text = hint
        self.values = values


def mistake_card(error: TollwatchError, words: Words) -> Card:
    """What went wrong and what to do. An error from deeper down has only its own English."""
    if isinstance(error, MistakeError):
        title = words.say(error.text, **error.values)
        hint = words.say(error.hint_text, **error.values) if error.hint_text else title
    else:
        title, hint = str(error), error.hint or str(error)
    return Card(title=title, summary=hint, tone=Tone.MISTAKE)


def our_fault_card(words: Words) -> Card:
    """A bug: it has been logged."""
    return Card(title=words.say(OUR_FAULT[0]), summary=words.say(OUR_FAULT[1]), tone=Tone.MISTAKE)
