"""An OpenAI-compatible endpoint in a process of its own, so that its work is not counted as ours.

It answers after a given time with a thought and a line of talk, of a fixed length but in words that differ from
call to call, in the form that the request asks for.
"""

import argparse
import asyncio
import json
import random
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager

from aiohttp import web

THOUGHT, TALK = 300, 500
"""Characters."""
_NOUNS = (
    "market garden window soup bread summer price colour evening basket pepper kitchen bottle shelf label cousin "
    "weather spoon tomato cellar journey morning doctor budget holiday ladder harbour pocket station blanket"
)
_THINGS = _NOUNS.split()
_WAYS = (
    "I would take",
    "I keep thinking of",
    "You cannot have",
    "We never had",
    "They all praise",
    "Nobody needs",
)
_TURNS = ("because of", "in spite of", "as far as it suits", "long before", "rather than", "next to")


def words(rng: random.Random, length: int) -> str:
    """Sentences that differ from call to call: what is the same word over and over counts as no speech."""
    text = ""
    while len(text) < length:
        first, second = rng.sample(_THINGS, 2)
        text += f"{rng.choice(_WAYS)} the {first} {rng.choice(_TURNS)} the {second} {rng.randrange(10_000)}. "
    return f"{text[: length - 1].strip()}."


def answer(number: int) -> str:
    rng = random.Random(number)
    actions = [
        {"type": "THINK", "content": words(rng, THOUGHT), "target": ""},
        {"type": "TALK", "content": words(rng, TALK), "target": ""},
    ]
    nothing: list[str] = []
    state = {"goals": words(rng, 40), "context": nothing, "attention": words(rng, 40), "emotions": "calm"}
    return json.dumps({"floor": "speak", "actions": actions, "state": state})


class Endpoint:
    def __init__(self, latency: float) -> None:
        self._latency = latency
        self._calls = 0

    async def complete(self, request: web.Request) -> web.Response:
        body = await request.json()
        self._calls += 1
        text = answer(self._calls)
        await asyncio.sleep(self._latency)
        prompt = sum(len(message["content"]) for message in body["messages"]) // 4
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
        usage = {"prompt_tokens": prompt, "completion_tokens": len(text) // 4, "total_tokens": 0}
        completion = {"id": "c", "object": "chat.completion", "created": 0, "model": body["model"]}
        return web.json_response(completion | {"choices": [choice], "usage": usage})


async def serve(latency: float) -> None:
    app = web.Application(client_max_size=2**26)
    app.router.add_post("/v1/chat/completions", Endpoint(latency).complete)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}/v1", flush=True)
    await asyncio.Event().wait()


@contextmanager
def model_process(latency_ms: float) -> Generator[str]:
    """The endpoint's address, as long as its process runs."""
    command = [sys.executable, "-m", "benchmarks.model_process", "--latency-ms", str(latency_ms)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout is None or not (address := process.stdout.readline().strip()):
            raise RuntimeError("the endpoint did not start")
        yield address
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency-ms", type=float, default=0.0)
    asyncio.run(serve(parser.parse_args().latency_ms / 1000))
