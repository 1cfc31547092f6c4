"""Slack's events turned into the product's commands and acts, and its cards into answers."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards import Card
from bot.commands import Act, Command, Product
from bot.i18n import language_of, mark, words_for
from bot.mistakes import MistakeError, broken_card, mistake_card
from bot.slack import forms
from bot.slack.answers import Back, answer
from bot.slack.charts import Uploads
from bot.slack.help import help_card
from bot.slack.home import home_buttons, home_view
from bot.slack.membership import require_member
from bot.slack.once import Once
from bot.slack.outcomes import TRANSPORT, code_of
from bot.slack.people import People
from bot.slack.text import Block
from bot.typed import HELP, find_command, missing, read_arguments, refuse_missing
from watchers.errors import TollwatchError

OLD_BUTTON = mark("This button is from an older version.")
TOO_LATE = mark("That took too long: Slack waits three seconds for a form. Please try again.")
ANY = re.compile(r".*", re.DOTALL)
COMMAND_ACT = "command"
MUCH = 4  # options from which on a bare command shows its form
log = structlog.get_logger()
Ack = Callable[..., Awaitable[Any]]
Next = Callable[[], Awaitable[None]]
Body = dict[str, Any]


class Desk:
    """Answers everything that people of one workspace do. Each thing is acknowledged before anything slow begins."""

    def __init__(self, product: Product, client: AsyncWebClient, people: People) -> None:
        self._product = product
        self._client = client
        self._people = people
        self._uploads = Uploads(client)
        self._commands = {command.name: command for command in product.commands}
        self._acts = {act.name: act for act in product.acts}

    def register(self, app: AsyncApp) -> None:
        """Have `app` hand us all that it gets."""
        app.use(self._only_ours)
        app.use(Once().middleware)
        app.command(ANY)(self.on_command)
        app.action(ANY)(self.on_action)
        app.options(ANY)(self.on_options)
        app.view(forms.CALLBACK)(self.on_form)
        app.shortcut(ANY)(self.on_shortcut)
        app.event("app_home_opened")(self.on_home)
        app.error(self.on_error)

    async def _only_ours(self, body: Body, next: Next) -> BoltResponse | None:  # noqa: A002  bolt passes it by name
        """What happens in another workspace is acknowledged and goes no further."""
        team = body.get("team_id") or (body.get("team") or {}).get("id") or ""
        user = body.get("user_id") or (body.get("user") or {}).get("id") or (body.get("event") or {}).get("user")
        if not await self._people.ours(str(user or ""), str(team)):
            log.warning("slack event of another workspace", team=team)
            return BoltResponse(status=200, body="")
        await next()
        return None

    async def on_command(self, ack: Ack, body: Body) -> None:
        """`/history killed nis`."""
        await ack()
        back = Back(body["user_id"], body["channel_id"], body.get("response_url", ""))
        name, text = str(body["command"]).removeprefix("/"), str(body.get("text") or "").strip()
        await self._guarded(back, self._typed(name, text, back, body.get("trigger_id", "")))

    async def _typed(self, name: str, text: str, back: Back, trigger: str) -> None:
        shown = help_card(self._product.commands, name, text, await self._people.words(back.user))
        if shown is not None:
            await self._answer(back, shown)
            return
        command, rest = find_command(self._product.commands, name, text)
        asker = await self._people.asker(back.user, back.conversation)
        await self._run_or_ask(command, await read_arguments(command, rest, asker), back, trigger)

    async def _run_or_ask(self, command: Command, values: dict[str, str], back: Back, trigger: str) -> None:
        """Run the command, or show its form: when something that it needs is missing, or much could be chosen."""
        if not missing(command, values) and (values or len(command.options) < MUCH):
            await self._run(command, values, back)
            return
        await self._people.asker(back.user, back.conversation, admin=command.admin)
        form = forms.command_form(command, values, back, await self._people.words(back.user))
        if await self._show(form, trigger):
            return
        refuse_missing(command, values)
        await self._run(command, values, back)

    async def _show(self, form: Block, trigger: str) -> bool:
        """Open a form; False when Slack does not, mostly because more than three seconds have gone by."""
        try:
            await self._client.views_open(trigger_id=trigger, view=form)
        except TRANSPORT as error:
            log.warning("slack showed no form", error=code_of(error) or type(error).__name__)
            return False
        return True

    async def _run(self, command: Command, values: dict[str, str], back: Back) -> None:
        asker = await self._people.asker(back.user, back.conversation, admin=command.admin)
        if command.posts:
            await require_member(self._client, asker.address)
        card = await command.run(asker, values)
        await self._answer(back, card, public=command.public)
        await self._refresh(back)

    async def on_action(self, ack: Ack, body: Body) -> None:
        """A button of an alert, an answer or the Home tab."""
        await ack()
        conversation = (body.get("channel") or {}).get("id", "")
        back = Back(body["user"]["id"], conversation, body.get("response_url", ""))
        name, _, subject = str(body["actions"][0].get("value") or "").partition(":")
        await self._guarded(back, self._pressed(name, subject, back, body.get("trigger_id", "")))

    async def _pressed(self, name: str, subject: str, back: Back, trigger: str) -> None:
        if name == COMMAND_ACT and subject in self._commands:
            await self._run_or_ask(self._commands[subject], {}, back, trigger)
            return
        act = self._acts.get(name)
        if act is None:
            raise MistakeError(OLD_BUTTON, hint=HELP)
        if act.reason:
            await self._people.asker(back.user, back.conversation, admin=act.admin)
            form = forms.reason_form(act, subject, back, await self._people.words(back.user))
            if not await self._show(form, trigger):
                raise MistakeError(TOO_LATE)
            return
        await self._act(act, subject, "", back)

    async def _act(self, act: Act, subject: str, reason: str, back: Back) -> None:
        asker = await self._people.asker(back.user, back.conversation, admin=act.admin)
        await self._answer(back, await act.run(asker, subject, reason))
        await self._refresh(back)

    async def _answer(self, back: Back, card: Card, *, public: bool = False) -> None:
        await answer(self._client, self._uploads, back, card, public=public)

    async def _refresh(self, back: Back) -> None:
        """What was done on the Home tab shows there."""
        if not back.response_url:
            await self._show_home(back.user)

    async def on_form(self, ack: Ack, body: Body) -> None:
        """A form that was sent; what cannot be understood is said beside its field."""
        metadata, values = forms.filled(body["view"])
        command, act = self._commands.get(metadata.get("command", "")), self._acts.get(metadata.get("act", ""))
        words = words_for(language_of(metadata.get("language", "")))
        wrong = {} if command is None else forms.complaints(command, values, words)
        if wrong:
            await ack(response_action="errors", errors=wrong)
            return
        await ack()
        back = Back.of(metadata | {"user": body["user"]["id"]})
        if command is not None:
            await self._guarded(back, self._run(command, values, back))
        elif act is not None:
            await self._guarded(back, self._act(act, metadata.get("subject", ""), values.get("reason", ""), back))

    async def on_options(self, ack: Ack, body: Body) -> None:
        """Somebody types into a field of a form that offers values."""
        metadata, _ = forms.filled(body.get("view") or {})
        command = self._commands.get(metadata.get("command", ""))
        option = None if command is None else forms.option_of(command, str(body.get("action_id")))
        if command is None or option is None or option.suggest is None:
            await ack(options=[])
            return
        asker = await self._people.asker(body["user"]["id"], metadata.get("conversation", ""), admin=command.admin)
        await ack(options=forms.offered(await option.suggest(asker, str(body.get("value") or ""))))

    async def on_shortcut(self, ack: Ack, body: Body) -> None:
        """A global shortcut: the command of its name."""
        await ack()
        back = Back(body["user"]["id"])
        await self._guarded(
            back, self._pressed(COMMAND_ACT, body.get("callback_id", ""), back, body.get("trigger_id", ""))
        )

    async def on_home(self, event: Body) -> None:
        """Somebody opened the app's Home tab."""
        if event.get("tab") == "home":
            await self._show_home(event["user"])

    async def _show_home(self, user: str) -> None:
        asker = await self._people.asker(user, "", fresh=True)
        view = home_view(await self._product.home(asker), home_buttons(self._product.commands, admin=asker.admin))
        await self._client.views_publish(user_id=user, view=view)

    async def on_error(self, error: Exception) -> None:
        """What no handler expected, the Home tab's troubles among it."""
        log.error("slack event failed", error=code_of(error) or type(error).__name__, exc_info=error)

    async def _guarded(self, back: Back, doing: Awaitable[None]) -> None:
        """Do it; whoever asked is told what went wrong."""
        try:
            await doing
        except TollwatchError as error:
            await self._answer(back, mistake_card(error, await self._people.words(back.user)))
        except TRANSPORT as error:
            log.warning("slack refused", error=code_of(error) or type(error).__name__)
            await self._answer(back, broken_card(await self._people.words(back.user)))
        except Exception:
            log.exception("slack act failed")
            await self._answer(back, broken_card(await self._people.words(back.user)))
