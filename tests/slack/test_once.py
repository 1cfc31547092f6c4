"""What Slack delivers twice is done once."""

from bot.slack.once import REMEMBERED, REMEMBERED_SECONDS, Once, key_of


def test_the_same_key_is_first_once() -> None:
    once = Once()
    assert [once.first("a"), once.first("b"), once.first("a")] == [True, True, False]


def test_what_has_no_key_is_always_first() -> None:
    once = Once()
    assert [once.first(""), once.first("")] == [True, True]


def test_keys_are_forgotten_after_an_hour_and_never_too_many() -> None:
    now = [0.0]
    once = Once(lambda: now[0])
    once.first("a")
    now[0] = REMEMBERED_SECONDS + 1
    assert once.first("a")
    for number in range(REMEMBERED + 5):
        once.first(str(number))
    assert once.first("a")


def test_an_event_is_known_by_its_id_and_an_act_by_its_trigger() -> None:
    assert (key_of({"event_id": "Ev1"}), key_of({"trigger_id": "1.2"}), key_of({})) == ("Ev1", "1.2", "")
