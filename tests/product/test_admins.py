"""What admins change: checked, audited, and apart from every other guild."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.mistakes import MistakeError, NotAllowedError
from tests.product.conftest import OTHER, Stage, shown
from watchers.store.tables.delivery import AlertRow, DeliveryRow
from watchers.store.tables.settings import ChannelRow

VALUES = {
    "change": "c0ffee", "reason": "because", "rule": "killed", "feed": "https://a.example/rss", "opml": "x",
    "days": "3",
    "metric": "killed", "claimant": "nis", "figure": "600", "source": "https://a.example",
}  # fmt: skip


async def channel(stage: Stage) -> ChannelRow:
    async with stage.database.reading() as session:
        return (await session.scalars(select(ChannelRow).where(col(ChannelRow.address) == "100"))).one()


async def deliveries(stage: Stage) -> Sequence[DeliveryRow]:
    async with stage.database.reading() as session:
        return list(await session.scalars(select(DeliveryRow)))


async def test_no_command_for_admins_does_anything_for_others(stage: Stage) -> None:
    for command in stage.product.commands:
        if command.admin and command.name != "audit":
            with pytest.raises(NotAllowedError):
                await command.run(stage.asker(admin=False), VALUES)


async def test_no_act_for_admins_does_anything_for_others(stage: Stage) -> None:
    change = await stage.report(600, outlet="one.example")
    for act in stage.product.acts:
        if act.admin:
            with pytest.raises(NotAllowedError):
                await act.run(stage.asker(admin=False), change, "because")


async def test_alerts_here_answers_with_the_figures_and_the_feeds(stage: Stage) -> None:
    text = shown(await stage.run("alerts here"))
    assert "up to 300" in text
    assert "never read" in text
    assert stage.woken


async def test_alerts_here_may_be_repeated(stage: Stage) -> None:
    await stage.run("alerts here")
    await stage.run("alerts here", language="uk")
    assert (await channel(stage)).locale == "uk"


async def test_settings_are_kept_over_a_pause_and_forgotten_when_off(stage: Stage) -> None:
    await stage.run("alerts here")
    await stage.run(
        "alerts set", metrics="killed, wounded", claimants="NIS", minimum="50", percent="10", confirmed="yes",
        mention="<@&5>", quiet="22-07:00", zone="europe/kyiv", digest="daily", thread="yes",
    )  # fmt: skip
    await stage.run("alerts pause")
    await stage.run("alerts resume")
    row = await channel(stage)
    assert (row.metrics, row.claimants, row.minimum_change, row.minimum_percent) == (
        ["killed", "wounded"],
        ["nis"],
        50,
        10,
    )
    assert (row.quiet_from, row.quiet_to, row.time_zone, row.digest) == ("22:00", "07:00", "Europe/Kyiv", "daily")
    assert (row.mention_role, row.thread, row.only_confirmed, row.paused) == ("5", True, True, False)
    await stage.run("alerts off")
    row = await channel(stage)
    assert (row.metrics, row.mention_role, row.paused) == ([], "", True)


async def test_nothing_that_waited_follows_once_alerts_are_off(stage: Stage) -> None:
    await stage.run("alerts here")
    await stage.run("alerts set", digest="daily")
    await stage.report(600, outlet="one.example")
    assert [delivery.state for delivery in await deliveries(stage)] == ["held"]
    await stage.run("alerts pause")
    assert [delivery.state for delivery in await deliveries(stage)] == ["held"]
    await stage.run("alerts off")
    assert [delivery.state for delivery in await deliveries(stage)] == ["failed"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("metrics", "deaths"), ("claimants", "nobody at all"), ("minimum", "many"), ("quiet", "late"), ("zone", "Mars"),
     ("mention", "@everyone")],
)  # fmt: skip
async def test_a_wrong_setting_says_how_it_is_written(stage: Stage, name: str, value: str) -> None:
    await stage.run("alerts here")
    with pytest.raises(MistakeError) as caught:
        await stage.run("alerts set", None, **{name: value})
    assert caught.value.hint


async def test_a_channel_of_another_guild_is_not_changed(stage: Stage) -> None:
    await stage.run("alerts here")
    stranger = stage.asker(layer=OTHER, admin=True)
    for name in ("alerts here", "alerts off", "alerts pause"):
        with pytest.raises(MistakeError):
            await stage.run(name, stranger)
    assert "100" not in shown(await stage.run("alerts list", stranger))


async def test_the_sample_is_called_one(stage: Stage) -> None:
    card = await stage.run("alerts test")
    assert card.title.startswith("Sample, no news")
    assert not card.buttons


async def test_replay_tells_what_other_settings_would_have_told(stage: Stage) -> None:
    await stage.report(600, outlet="one.example")
    assert (await stage.run("replay", days="30")).summary.startswith("1 of the 1")
    assert (await stage.run("replay", days="30", metrics="wounded")).summary.startswith("0 of the 1")
    assert (await stage.run("replay", days="30", minimum="1000")).summary.startswith("0 of the 1")


async def test_keywords_are_added_tried_and_removed(stage: Stage) -> None:
    await stage.report(600, outlet="one.example")
    added = await stage.run("keywords add", rule="agency + dead")
    assert "It matches 1 of the 1 articles" in added.summary
    assert "It matches everything" in added.summary
    assert "agency + dead" in shown(await stage.run("keywords list"))
    await stage.run("keywords add", rule="spies")
    assert (await stage.run("keywords remove", rule="spies")).summary == "1 rule is left."
    assert "matches nothing" in (await stage.run("keywords test", rule="zebra")).summary
    assert "default rules" in (await stage.run("keywords remove", rule="agency + dead")).summary


async def test_a_rule_that_cannot_be_understood_is_refused(stage: Stage) -> None:
    with pytest.raises(MistakeError, match="This rule cannot be understood"):
        await stage.run("keywords add", rule="+")


async def test_keywords_of_another_guild_are_neither_seen_nor_removed(stage: Stage) -> None:
    await stage.run("keywords add", rule="zebra")
    stranger = stage.asker(layer=OTHER, admin=True)
    assert "zebra" not in shown(await stage.run("keywords list", stranger))
    with pytest.raises(MistakeError, match="no such rule"):
        await stage.run("keywords remove", stranger, rule="zebra")


async def test_confirming_moves_the_figure_here_and_nowhere_else(stage: Stage) -> None:
    change = await stage.report(600, outlet="one.example")
    await stage.press("confirm", change, "seen the briefing")
    assert "killed: about 600" in shown(await stage.run("casualties", metric="killed"))
    elsewhere = await stage.run("casualties", stage.asker(layer=OTHER), metric="killed")
    assert "killed: up to 300" in shown(elsewhere)


async def test_confirming_edits_the_message_that_told_the_change(stage: Stage) -> None:
    await stage.run("alerts here")
    change = await stage.report(600, outlet="one.example")
    await stage.press("confirm", change, "seen the briefing")
    (delivery,) = await deliveries(stage)
    async with stage.database.reading() as session:
        alert = await session.get_one(AlertRow, delivery.alert_id)
    assert (alert.layer, alert.state) == ("discord:1", "adopted")
    assert delivery.edit_due_at is not None


async def test_undo_lets_the_figure_before_stand_again(stage: Stage) -> None:
    change = await stage.report(600, outlet="one.example")
    await stage.press("confirm", change, "seen")
    await stage.press("undo", change, "wrong briefing")
    assert "up to 300" in shown(await stage.run("casualties", metric="killed"))


async def test_a_dismissed_change_says_so(stage: Stage) -> None:
    change = await stage.report(600, outlet="one.example")
    await stage.press("dismiss", change, "a hoax")
    assert shown(await stage.press("evidence", change)).startswith("Evidence: Dismissed")


async def test_an_act_that_means_nothing_is_explained(stage: Stage) -> None:
    change = await stage.report(600, outlet="one.example")
    with pytest.raises(MistakeError, match="means nothing"):
        await stage.press("undo", change, "because")
    with pytest.raises(MistakeError, match="There is no alert"):
        await stage.press("confirm", "guessed", "because")


async def test_a_change_of_another_guild_is_unknown_however_its_id_was_guessed(stage: Stage) -> None:
    change = await stage.report(600, outlet="secret.example", layer=OTHER)
    for name in ("evidence", "confirm", "dismiss", "undo"):
        with pytest.raises(MistakeError, match="There is no alert"):
            await stage.press(name, change, "because")


async def test_a_figure_set_by_hand_stands_here_with_its_source(stage: Stage) -> None:
    await stage.run("baseline set", None, **{**VALUES, "figure": "about 650", "as_of": "2025-04-30"})
    assert "about 650" in shown(await stage.run("casualties", metric="killed"))
    assert "about 650" in shown(await stage.run("baseline show"))
    assert "about 650" not in shown(await stage.run("baseline show", stage.asker(layer=OTHER)))


async def test_only_operators_change_the_shared_ledger(stage: Stage) -> None:
    with pytest.raises(MistakeError, match="Only operators"):
        await stage.run("baseline set", None, **VALUES, shared="yes")
    await stage.run("baseline set", stage.asker(admin=True, account="discord:99"), **VALUES, shared="yes")
    assert "600" in shown(await stage.run("casualties", stage.asker(layer=OTHER), metric="killed"))


async def test_every_act_stands_in_the_audit_log_of_its_guild_alone(stage: Stage) -> None:
    await stage.run("alerts here")
    await stage.run("keywords add", rule="zebra")
    text = shown(await stage.run("audit"))
    assert "keywords add" in text
    assert "keywords add: 7 · zebra" in text
    assert "alerts here: 7 · 100 · " in text
    assert "zebra" not in shown(await stage.run("audit", stage.asker(layer=OTHER, admin=True)))


async def test_following_makes_a_direct_channel_of_ones_own(stage: Stage) -> None:
    await stage.run("follow", stage.asker(), metrics="killed", minimum="100")
    change = await stage.report(600, outlet="one.example")
    assert [delivery.change_id for delivery in await deliveries(stage)] == [change]
    await stage.run("unfollow", stage.asker())
    await stage.report(6000, outlet="two.example")
    assert len(await deliveries(stage)) == 1
    assert "direct" not in shown(await stage.run("alerts list"))


async def test_nothing_of_another_guild_is_offered_while_typing(stage: Stage) -> None:
    await stage.report(600, outlet="secret.example", layer=OTHER)
    stranger = stage.asker(layer=OTHER, admin=True)
    await stage.run("keywords add", stranger, rule="zebra")
    offered = [
        choice
        for command in stage.product.commands
        for option in command.options
        if option.suggest is not None and option.name in {"change", "rule", "feed"}
        for choice in await option.suggest(stage.asker(admin=True), "")
    ]
    assert not offered
