"""The page as a process: `python -m bot.playground.page --api … --token … --port …`."""

import argparse
import os
from collections.abc import Sequence

from bot.playground.page.page_serving import Seating, serve


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve the page on loopback until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m bot.playground.page", description=__doc__)
    parser.add_argument("--api", required=True, help="the local Discord, such as http://127.0.0.1:4000/api/v10")
    parser.add_argument("--token", required=True, help="the member's token")
    parser.add_argument(
        "--admin-token", help="the token of a member who runs the guild; the page can switch to it"
    )
    parser.add_argument("--port", type=int, required=True, help="the port of the page itself, on 127.0.0.1")
    parser.add_argument("--note", default="", help="words for the line at the top of the page")
    parser.add_argument("--ask-name", action="store_true", help="ask whoever has no name of their own yet for one")
    options = parser.parse_args(arguments)
    # Started by somebody's test, NiceGUI would take this process for a test of NiceGUI itself.
    os.environ.pop("PYTEST_CURRENT_TEST", None)
    serve(Seating(options.api, options.token, options.admin_token, options.port, options.note, options.ask_name))


if __name__ == "__main__":
    main()
