"""The runner of a module that must not outlive its starter: `python -m bot.playground.parent_watch MODULE …`.

The starter keeps the other end of our standard input open. When it dies, however it dies, the input ends, and
so do we.
"""

import os
import runpy
import signal
import sys
from threading import Thread


def main() -> None:
    """Become the module, with an eye on standard input."""
    module, *arguments = sys.argv[1:]
    Thread(target=end_with_the_input, name="leash", daemon=True).start()
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def end_with_the_input() -> None:
    """Ask this process to end once its standard input does."""
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
