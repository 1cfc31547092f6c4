"""Another base address for Discord holds for REST and gateway alike."""

from collections.abc import Iterator

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.discord.address import DiscordAddressError, use_address
from tests.wire.discord import Discord


@pytest.fixture(autouse=True)
def own_addresses() -> Iterator[None]:
    kept = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    yield
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = kept


@pytest.mark.parametrize("path", ["", "/", "/api/v10"])
async def test_rest_and_gateway_both_go_to_the_other_address(path: str) -> None:
    async with Discord() as discord:
        await use_address(discord.api + path)
        assert f"{discord.api}/api/v10" == Route.BASE
        assert str(DiscordWebSocket.DEFAULT_GATEWAY).startswith(discord.gateway.url)


async def test_no_address_leaves_discords_own() -> None:
    before = Route.BASE
    await use_address("")
    assert before == Route.BASE


async def test_an_address_that_is_not_discord_is_refused_with_what_to_check() -> None:
    with pytest.raises(DiscordAddressError) as caught:
        await use_address("http://127.0.0.1:9")
    assert "TOLLWATCH_DISCORD_API" in caught.value.hint
