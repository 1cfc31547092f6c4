"""A publisher on loopback: serves what the story has published so far."""

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from aiohttp import web

from bot.demo.story import StoryArticle, render_rss


@asynccontextmanager
async def serve_story(articles: list[StoryArticle], now: Callable[[], datetime]) -> AsyncIterator[dict[str, str]]:
    """Serve a feed for each name in the story; give the addresses by name. Articles appear as `now()` passes them."""

    async def answer(request: web.Request) -> web.Response:
        name = request.match_info["feed"]
        body = render_rss(name, [a for a in articles if a.feed == name and a.published <= now()])
        etag = hashlib.sha256(body).hexdigest()[:16]
        if request.headers.get("If-None-Match") == f'"{etag}"':
            return web.Response(status=304)
        return web.Response(body=body, content_type="application/rss+xml", headers={"ETag": f'"{etag}"'})

    application = web.Application()
    application.router.add_get("/{feed}.xml", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield {name: f"http://127.0.0.1:{port}/{name}.xml" for name in sorted({a.feed for a in articles})}
    finally:
        await runner.cleanup()
