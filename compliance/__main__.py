"""`python -m compliance`."""

import sys

from compliance.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
