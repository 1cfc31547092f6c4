"""What members are answered."""

import json
from contextlib import suppress

import pytest

from bot.cards import Facts
from bot.mistakes import MistakeError
from tests.product.conftest import OTHER, Stage, shown


async def test_casualties_shows_the_baseline_with_its_qualifiers_and_dates(stage: Stage) -> None:
    text = shown(await stage.run("casualties"))
    assert "NIS: up to 300, Jan 13, 2025 (baseline)" in text
    assert "at least 3,000" in text


async def test_an_unknown_metric_is_named_and_is_no_zero(stage: Stage) -> None:
    card = await stage.run("casualties")
    assert "Nobody has given a figure for: missing, planned." in shown(card)
    assert ": 0" not in shown(card)


async def test_what_one_claimant_does_not_count_is_not_said_to_be_unknown(stage: Stage) -> None:
    text = shown(await stage.run("casualties", claimant="zelensky"))
    assert "captured: 2" in text
    assert "Nobody" not in text
    assert "No figure is known." in shown(await stage.run("casualties", claimant="hur"))


async def test_before_the_first_poll_the_answer_says_that_only_the_baseline_is_known(stage: Stage) -> None:
    assert (await stage.run("casualties")).footer == "No feed has been read yet: only the baseline is known."


async def test_an_adopted_figure_is_shown_with_its_change_since_the_baseline_and_its_link(stage: Stage) -> None:
    for outlet in ("one.example", "two.example"):
        await stage.report(600, outlet=outlet)
    text = shown(await stage.run("casualties", metric="killed", claimant="nis"))
    assert "about 600, May 1, 2025 (+300 since the baseline)" in text


async def test_a_day_in_the_past_shows_what_stood_then(stage: Stage) -> None:
    for outlet in ("one.example", "two.example"):
        await stage.report(600, outlet=outlet)
    assert "NIS: up to 300" in shown(await stage.run("casualties", metric="killed", as_of="2025-02"))


async def test_what_was_told_and_does_not_stand_yet_is_shown_as_such(stage: Stage) -> None:
    await stage.report(600, outlet="one.example")
    for name in ("casualties", "history"):
        assert "about 600 (reported)" in shown(await stage.run(name, metric="killed"))


async def test_what_does_not_stand_yet_has_its_change_since_the_baseline_and_its_link(stage: Stage) -> None:
    await stage.report(600, outlet="one.example")
    card = await stage.run("casualties", metric="killed")
    assert "about 600 (reported), May 1, 2025 (+300 since the baseline)" in shown(card)
    links = [fact.link.url for part in card.parts if isinstance(part, Facts) for fact in part.facts if fact.link]
    assert links == ["https://one.example/600"]


async def test_a_first_figure_told_and_not_confirmed_is_no_unknown(stage: Stage) -> None:
    await stage.report(60_000, outlet="one.example")
    text = shown(await stage.run("casualties", metric="killed"))
    assert "about 60,000 (unconfirmed)" in text


async def test_a_reported_figure_is_drawn_and_an_unconfirmed_one_is_not(stage: Stage) -> None:
    charts = [(await stage.run("history", metric="killed")).chart]
    await stage.report(60_000, outlet="one.example")
    charts.append((await stage.run("history", metric="killed")).chart)
    await stage.report(600, outlet="two.example")
    charts.append((await stage.run("history", metric="killed")).chart)
    baseline, held, reported = [chart.png for chart in charts if chart is not None]
    assert held == baseline != reported


async def test_history_has_a_chart_and_a_table(stage: Stage) -> None:
    card = await stage.run("history", metric="killed")
    assert card.chart is not None
    assert card.chart.png.startswith(b"\x89PNG")
    assert "Jan 13, 2025 NIS up to 300" in shown(card)


async def test_compare_sets_two_days_side_by_side(stage: Stage) -> None:
    for outlet in ("one.example", "two.example"):
        await stage.report(600, outlet=outlet)
    card = await stage.run("compare", None, **{"from": "2025-02-01", "to": "2025-05-01"})
    assert "NIS: killed: up to 300 → about 600 (+300)" in shown(card)
    assert card.summary == "1 figure differs."


async def test_evidence_shows_sentence_outlet_and_why_it_was_read_so(stage: Stage) -> None:
    change = await stage.report(600, outlet="one.example")
    text = shown(await stage.press("evidence", change, admin=False))
    assert "The agency puts the dead at about 600." in text
    assert "one.example" in text
    assert "Claimant: named by one.example" in text
    assert shown(await stage.run("evidence", stage.asker(), metric="killed")) == text


async def test_the_history_button_answers(stage: Stage) -> None:
    assert "up to 300" in shown(await stage.press("history", "killed.nis", admin=False))


async def test_explain_says_what_became_of_an_article(stage: Stage) -> None:
    await stage.report(600, outlet="one.example")
    text = shown(await stage.run("explain", stage.asker(), link="https://one.example/600"))
    assert "It was read; 1 figure was found." in text
    assert "about 600 is more than the standing up to 300." in text


async def test_an_article_is_known_by_a_link_that_was_decorated_on_its_way(stage: Stage) -> None:
    await stage.report(600, outlet="one.example")
    card = await stage.run("explain", link="<https://one.example/600?utm_source=chat>")
    assert card.title == "one.example on the toll"


async def test_explain_shows_every_stage_of_an_article(stage: Stage) -> None:
    change = await stage.report(600, outlet="one.example")
    await stage.run("keywords add", rule="puts the dead")
    text = shown(await stage.run("explain", link="1"))
    for stage_shown in (
        "Fetched: May 1, 2025 12:00 UTC · https://one.example/",
        "Edited: never",
        "puts the dead",
        "named by one.example",
        "(rule 2)",
        f"{change}: –",
    ):
        assert stage_shown in text


async def test_explain_says_where_an_alert_was_told_and_where_not(stage: Stage) -> None:
    await stage.run("alerts here")
    change = await stage.report(600, outlet="one.example")
    assert f"{change}: waiting: 1" in shown(await stage.run("explain", link=change))
    await stage.run("alerts here", stage.asker(admin=True, address="200"))
    text = shown(await stage.run("explain", link=change))
    assert "waiting: 1 · not wanted there, or not yet there: 1" in text
    assert "one.example: one.example on the toll (1)" in text
    assert "about 600 is more than the standing up to 300." in text


@pytest.mark.parametrize("subject", ["99", "0123456789abcdef"])
async def test_explain_says_when_an_id_is_not_known(stage: Stage, subject: str) -> None:
    with pytest.raises(MistakeError):
        await stage.run("explain", link=subject)


@pytest.mark.parametrize("subject", ["", "deaths.nis", "killed.nobody", "...", "x" * 90])
async def test_a_button_with_a_subject_that_never_was_is_answered(stage: Stage, subject: str) -> None:
    with suppress(MistakeError):
        assert (await stage.press("history", subject)).title == "History: killed"


@pytest.mark.parametrize("link", ["https://nowhere.example/", "http://[::1", "%", "x" * 3000])
async def test_explain_says_what_to_do_for_an_unknown_link(stage: Stage, link: str) -> None:
    with pytest.raises(MistakeError, match="No article") as caught:
        await stage.run("explain", link=link)
    assert "/sources" in caught.value.hint


async def test_an_article_of_another_guilds_feed_is_not_known_here(stage: Stage) -> None:
    await stage.report(600, outlet="secret.example", layer=OTHER)
    with pytest.raises(MistakeError, match="No article"):
        await stage.run("explain", link="https://secret.example/600")


@pytest.mark.parametrize(
    "name", ["sources", "about", "status", "export", "feeds export", "baseline show", "feeds list"]
)
async def test_everybody_is_answered(stage: Stage, name: str) -> None:
    card = await stage.run(name, stage.asker())
    assert card.title
    assert card.summary


async def test_export_holds_every_figure(stage: Stage) -> None:
    card = await stage.run("export", stage.asker(), format="json")
    (file,) = card.files
    assert [row["high"] for row in json.loads(file.data) if row["metric"] == "killed"] == [300]


@pytest.mark.parametrize("day", ["yesterday", "2025-13-01", "2025-02-30"])
async def test_a_date_that_is_none_is_answered_with_how_to_write_it(stage: Stage, day: str) -> None:
    with pytest.raises(MistakeError, match="is no date") as caught:
        await stage.run("casualties", as_of=day)
    assert "2025-04-30" in caught.value.hint


@pytest.mark.parametrize("locale", ["en-US", "ko", "uk", "ru"])
async def test_every_language_answers(stage: Stage, locale: str) -> None:
    await stage.report(600, outlet="one.example")
    for name in ("casualties", "sources", "about", "status", "baseline show"):
        assert (await stage.run(name, stage.asker(locale=locale))).title


async def test_home_shows_figures_and_state_and_to_admins_the_settings(stage: Stage) -> None:
    titles = ["Standing figures", "Recent alerts", "Status"]
    assert [card.title for card in await stage.product.home(stage.asker())] == titles
    assert [card.title for card in await stage.product.home(stage.asker(admin=True))] == [*titles, "Alerts"]


async def test_home_lists_the_newest_alerts_as_they_stand_here(stage: Stage) -> None:
    assert "No alert has been told yet." in [card.summary for card in await stage.product.home(stage.asker())]
    change = await stage.report(600, outlet="one.example")
    await stage.run("baseline dismiss", change=change, reason="misread")
    (here,) = [card for card in await stage.product.home(stage.asker()) if card.title == "Recent alerts"]
    (there,) = [card for card in await stage.product.home(stage.asker(layer=OTHER)) if card.title == "Recent alerts"]
    assert here.summary == f"Dismissed · {there.summary}"
    (state,) = [card for card in await stage.product.home(stage.asker()) if card.title == "Status"]
    assert "Alerts: 1\n" in shown(state)
    assert (await stage.run("replay", days="30")).summary.startswith("1 of the 1")
    assert shown(here).count("about 600") == 2


async def test_a_misspelt_metric_is_taken_for_one(stage: Stage) -> None:
    with pytest.raises(MistakeError, match="Did you mean “killed”"):
        await stage.run("casualties", claimant="kiled")
