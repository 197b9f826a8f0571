"""What holds for every test of the repository."""

import signal

# A shell without job control starts background commands deaf to Ctrl-C, and their children inherit
# that; tests that press Ctrl-C must not depend on how they were started.
signal.signal(signal.SIGINT, signal.default_int_handler)
