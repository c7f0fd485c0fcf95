"""`python -m copilot` is `necessity`."""

from copilot.cli import main

main()
