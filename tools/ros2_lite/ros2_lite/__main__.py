"""Entry point of `python -m ros2_lite`."""

import sys

from ros2_lite.cli import main

sys.exit(main(sys.argv[1:]))
