"""Runs a command of the product in a process that a test can kill."""

import sys

from pncrecruit.cli import main

if __name__ == "__main__":
    main(sys.argv[1:])
