"""What people can put right, said in their own language together with what to do, the same on every platform."""

from bot.cards import Card, Tone
from bot.i18n import Words, mark
from watchers.errors import TollwatchError

MEANT = mark("“{word}” is not understood. Did you mean “{meant}”?")


class MistakeError(TollwatchError):
    """Something that the person who asked can put right. `text` and `hint` are marked texts; values go into both."""

    def __init__(self, text: str, *, hint: str = "", **values: object) -> None:
        super().__init__(text.format_map(values), hint=hint.format_map(values))
        self.text, self.hint_text, self.values = text, hint, values


class NotAllowedError(MistakeError):
    """The person may not do this."""

    def __init__(self) -> None:
        super().__init__(
            mark("Only people who may manage this server or workspace can change this."),
            hint=mark("Ask an admin. Everything can be looked at by everybody."),
        )


def mistake_card(error: TollwatchError, words: Words) -> Card:
    """Say what happened and what to do. An error from deeper down has only its own English."""
    if isinstance(error, MistakeError):
        said = [words.say(text, **error.values) for text in (error.text, error.hint_text) if text]
    else:
        said = [text for text in (str(error), error.hint) if text]
    return Card(title=words.say("This did not work"), summary="\n".join(said), tone=Tone.MISTAKE)


def broken_card(words: Words) -> Card:
    """Say that we are at fault."""
    text = words.say("Something broke on our side; it is in the operator's log. Try again in a minute.")
    return Card(title=words.say("This did not work"), summary=text, tone=Tone.MISTAKE)
