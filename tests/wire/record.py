"""What a far end has taken: kept in order, written to a file as JSON lines, and waited for."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")


class Record(Generic[Item]):
    """Items in order of arrival. `file`, when given, gets one JSON line for each (see `write`)."""

    def __init__(self, file: Path | None = None) -> None:
        self.items: list[Item] = []
        self._file = file
        self._changed = asyncio.Condition()

    def write(self, line: dict[str, Any]) -> None:
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")

    async def add(self, item: Item) -> None:
        async with self._changed:
            self.items.append(item)
            self._changed.notify_all()

    async def tell(self) -> None:
        """Wake those who wait, after an item changed."""
        async with self._changed:
            self._changed.notify_all()

    async def wait(self, wanted: Callable[[Item], bool], count: int, seconds: float) -> list[Item]:
        """The wanted items once there are `count` of them. Raises TimeoutError with what there is."""

        def found() -> list[Item]:
            return [item for item in self.items if wanted(item)]

        try:
            async with asyncio.timeout(seconds), self._changed:
                await self._changed.wait_for(lambda: len(found()) >= count)
        except TimeoutError:
            raise TimeoutError(f"{len(found())} of {count} after {seconds} s: {found()!r:.2000}") from None
        return found()

    async def until(self, met: Callable[[], bool], seconds: float) -> None:
        """Wait until `met`, looked at after every change. Raises TimeoutError."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(met)
