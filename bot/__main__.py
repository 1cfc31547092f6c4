"""`python -m bot` is `tollwatch`."""

from bot.cli import main

main()
