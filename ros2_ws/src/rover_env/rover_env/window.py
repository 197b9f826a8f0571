"""A window that shows one picture after another."""

import time
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Picture
from PIL import ImageTk

Image = NDArray[np.uint8]


class WindowError(RuntimeError):
    """No window can be opened; one sentence with what is missing and the remedy."""


class Window:
    """Shows pictures, each for at least ``period_s`` of wall time; the user may close it."""

    def __init__(self, title: str, period_s: float) -> None:
        """Open it.

        Raises:
            WindowError: there is no display, or this Python has no tkinter.
        """
        tkinter = _tkinter()
        try:
            self._root = tkinter.Tk(className=title)
        except tkinter.TclError as error:
            raise WindowError(
                f'no window can be opened: {error}; use a desktop, or xvfb-run, or '
                "render_mode='rgb_array'"
            ) from None
        self._label = tkinter.Label(self._root)
        self._label.pack()
        self._root.protocol('WM_DELETE_WINDOW', self.close)
        self._is_open = True
        self._period_s, self._shown_s = period_s, 0.0
        self._picture: Any = None

    def show(self, picture: Image) -> None:
        """Show a picture (h, w, 3) when the one before it had its time; a closed one stays so."""
        if not self._is_open:
            return
        time.sleep(max(0.0, self._shown_s + self._period_s - time.monotonic()))
        self._shown_s = time.monotonic()
        # Kept, or it would vanish from the window.
        self._picture = ImageTk.PhotoImage(Picture.fromarray(picture), master=self._root)
        self._label.configure(image=self._picture)
        self._root.update()

    def close(self) -> None:
        """Close it; further pictures are not shown."""
        if self._is_open:
            self._is_open = False
            self._root.destroy()


def _tkinter() -> ModuleType:
    try:
        import tkinter
    except ImportError as error:
        raise WindowError(
            f'this Python has no tkinter ({error}): sudo apt-get install python3-tk'
        ) from None
    return tkinter
