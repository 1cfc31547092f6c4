"""Where Discord is: its own address, or another that the operator chose (a rate-limit proxy, a local server)."""

import aiohttp
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from watchers.errors import TollwatchError

TIMEOUT = aiohttp.ClientTimeout(total=20)


class DiscordAddressError(TollwatchError):
    """The other address does not answer as Discord does."""


async def use_address(base: str) -> None:
    """Send all that goes to Discord to `base` ("http://127.0.0.1:8080" or with /api/v10); "" changes nothing.

    Call it before any client starts. The library has both addresses in its classes, so they hold for the process.
    Raises DiscordAddressError.
    """
    if not base:
        return
    api = base.rstrip("/")
    if not yarl.URL(api).path.startswith("/api"):
        api += "/api/v10"
    Route.BASE = api
    DiscordWebSocket.DEFAULT_GATEWAY = await _gateway(api)


async def _gateway(api: str) -> yarl.URL:
    try:
        async with aiohttp.ClientSession(timeout=TIMEOUT) as http, http.get(f"{api}/gateway") as answer:
            return yarl.URL(str((await answer.json(content_type=None))["url"]))
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
        raise DiscordAddressError(
            f"{api}/gateway does not answer as Discord does", hint="Check TOLLWATCH_DISCORD_API."
        ) from error
