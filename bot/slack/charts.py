"""Charts as files in Slack: uploaded once each, however many messages show them."""

from collections import OrderedDict
from hashlib import sha256

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.messages import Chart
from bot.slack.outcomes import TRANSPORT, code_of

KEPT = 128
log = structlog.get_logger()


class Uploads:
    """The charts that one client has uploaded lately."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._files: OrderedDict[bytes, str] = OrderedDict()

    async def file_of(self, chart: Chart | None) -> str:
        """The id of the uploaded chart, "" without one: nothing waits for its picture."""
        if chart is None:
            return ""
        key = sha256(chart.png).digest()
        if key not in self._files:
            file = await self._upload(chart)
            if not file:
                return ""
            self._files[key] = file
            if len(self._files) > KEPT:
                self._files.popitem(last=False)
        return self._files[key]

    def forget(self, chart: Chart | None) -> None:
        """Slack does not show the file: it is not ready, or somebody has deleted it."""
        if chart is not None:
            self._files.pop(sha256(chart.png).digest(), None)

    async def _upload(self, chart: Chart) -> str:
        try:
            uploaded = await self._client.files_upload_v2(
                filename="chart.png", content=chart.png, title="Chart", alt_txt=chart.alt[:1000]
            )
            return str(uploaded["file"]["id"])
        except (*TRANSPORT, LookupError) as error:
            log.warning("slack took no chart", error=code_of(error) or type(error).__name__)
            return ""
