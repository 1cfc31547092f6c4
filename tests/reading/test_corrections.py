"""Articles that say of themselves that they were corrected or withdrawn."""

import pytest

from watchers.reading.corrections import Notice
from watchers.reading.reader import Reader


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("CORRECTED: 600 North Koreans killed, Seoul says", ""),
        ("Seoul: 600 killed (corrected)", ""),
        ("", "Correction: an earlier figure was wrong."),
        ("[정정] 북한군 사망자 600명", ""),
        ("북한군 사망자 600명(정정)", ""),
        ("Виправлено: у боях загинуло 600 солдатів КНДР", ""),
        ("", "Уточнення. У тексті йшлося про 6000 осіб."),
        ("Погибли 600 солдат КНДР (исправлено)", ""),
        ("Уточнение: погибли 600 солдат", ""),
    ],
)
def test_a_correction_is_noticed(reader: Reader, title: str, text: str) -> None:
    mark = reader.marks(title, text)
    assert mark is not None
    assert mark.notice is Notice.CORRECTED


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("WITHDRAWN: 6,000 killed", ""),
        ("", "This story has been withdrawn."),
        ("[기사 취소] 북한군 사망자", ""),
        ("Новину видалено", ""),
        ("Новость отозвана: потери КНДР", ""),
    ],
)
def test_a_withdrawal_is_noticed(reader: Reader, title: str, text: str) -> None:
    mark = reader.marks(title, text)
    assert mark is not None
    assert mark.notice is Notice.WITHDRAWN


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("North Korean troops withdrawn from the front", "Kyiv says the troops have been pulled back."),
        ("Officials corrected course on sanctions", ""),
        ("북한군 6000명 철수", "국정원이 밝혔다."),
        ("Сили КНДР відвели з фронту", ""),
        ("", ""),
    ],
)
def test_news_of_a_withdrawal_at_the_front_is_no_notice(reader: Reader, title: str, text: str) -> None:
    assert reader.marks(title, text) is None
