"""`python -m bot.cli`: the `troupe` command without its script."""

from bot.cli.troupe_command import app

app()
