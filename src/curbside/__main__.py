"""`python -m curbside` is the command line."""

from curbside.cli import main

main()
