"""A process with a child and a child in a session of its own; writes their PIDs to a file.

Usage: family.py FILE [deaf] [brief]; deaf: ignore SIGINT and SIGTERM, brief: end at once.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

file = Path(sys.argv[1])
if 'deaf' in sys.argv:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
children = [
    subprocess.Popen(['sleep', '60'], start_new_session=new_session)
    for new_session in (False, True)
]
part = file.with_suffix('.part')
part.write_text(' '.join(str(pid) for pid in [os.getpid(), *(child.pid for child in children)]))
part.rename(file)
if 'brief' not in sys.argv:
    time.sleep(60)
