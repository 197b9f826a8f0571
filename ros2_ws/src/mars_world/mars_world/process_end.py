"""A last resort against a process that does not end."""

import ctypes
import sys

_CLOCK_MONOTONIC = 1
_SIGEV_THREAD = 2


class _SigEvent(ctypes.Structure):
    """Linux' struct sigevent, see sigevent(3type); as large as on every machine of 64 bits."""

    _fields_ = (
        ('value', ctypes.c_void_p),
        ('signal', ctypes.c_int),
        ('notify', ctypes.c_int),
        ('function', ctypes.c_void_p),
        ('attributes', ctypes.c_void_p),
        ('padding', ctypes.c_char * 32),
    )


class _TimerSpec(ctypes.Structure):
    """Linux' struct itimerspec, see timer_settime(2)."""

    _fields_ = tuple(
        (name, ctypes.c_long) for name in ('period_s', 'period_ns', 'first_s', 'first_ns')
    )


def end_within(seconds: int, exit_code: int) -> None:
    """End the process with this exit code if it is still there after so many seconds.

    A timer of the operating system does it, so that it works where C code holds Python's lock for
    ever. Without effect where there are no such timers, as outside Linux.
    """
    if not sys.platform.startswith('linux'):
        return
    c = ctypes.CDLL(None)
    end = ctypes.cast(c._exit, ctypes.c_void_p)  # noqa: SLF001 - the name of _exit(2)
    event = _SigEvent(value=exit_code, notify=_SIGEV_THREAD, function=end)
    timer = ctypes.c_void_p()
    if c.timer_create(_CLOCK_MONOTONIC, ctypes.byref(event), ctypes.byref(timer)) == 0:
        c.timer_settime(timer, 0, ctypes.byref(_TimerSpec(first_s=seconds)), None)
