"""An instant OpenAI-compatible endpoint on loopback: answers at once, and notes when it was asked."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from time import perf_counter

from aiohttp import web

ANSWER: dict[str, object] = {
    "floor": "speak",
    "actions": [{"type": "TALK", "content": "Well, that depends on the weather.", "target": ""}],
    "state": {"goals": "to be left in peace", "context": [], "attention": "the question", "emotions": "calm"},
}


class InstantModel:
    """`asked` and `answered` are the times of each call, in seconds of `perf_counter`; `prompts` the texts."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.answered: list[float] = []
        self.prompts: list[str] = []
        self.url = ""

    @asynccontextmanager
    async def serving(self) -> AsyncGenerator["InstantModel"]:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._complete)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port: int = runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}/v1"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _complete(self, request: web.Request) -> web.Response:
        self.asked.append(perf_counter())
        body = await request.json()
        self.prompts.append("\n".join(message["content"] for message in body["messages"]))
        choice = {
            "index": 0,
            "finish_reason": "stop",
            "message": {"role": "assistant", "content": json.dumps(ANSWER)},
        }
        usage = {"prompt_tokens": len(self.prompts[-1]) // 4, "completion_tokens": 40, "total_tokens": 0}
        answer = {
            "id": "c",
            "object": "chat.completion",
            "created": 0,
            "model": body["model"],
            "choices": [choice],
        }
        self.answered.append(perf_counter())
        return web.json_response(answer | {"usage": usage})
