"""What `tollwatch check` finds out about Discord: the token, and the link that invites the bot."""

import aiohttp
import discord

from bot.discord.address import use_address
from bot.verdicts import Verdict

RIGHTS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
)


def invite_link(application_id: int) -> str:
    """Return the address at which an admin invites the bot, with the least rights that it needs."""
    return discord.utils.oauth_url(application_id, permissions=RIGHTS, scopes=("bot", "applications.commands"))


async def check_discord(token: str, api: str) -> list[Verdict]:
    """Log in and out, without connecting to the gateway."""
    client = discord.Client(intents=discord.Intents(guilds=True))
    try:
        await use_address(api)
        await client.login(token)
        application = await client.application_info()
    except discord.LoginFailure:
        hint = "Discord refuses it: copy the bot's token again, from the page Bot of your application."
        return [Verdict("Discord token", well=False, hint=hint)]
    except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
        return [Verdict("Discord", well=False, hint=f"Discord cannot be reached: {type(error).__name__}")]
    finally:
        await client.close()
    return [
        Verdict(f"Discord token of {application.name}", well=True),
        Verdict("invite link", well=True, hint=invite_link(application.id)),
    ]
