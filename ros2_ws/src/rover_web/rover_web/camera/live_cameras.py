"""Live views of the rover, each rendered once for all who look at it, and only while they do."""

import asyncio
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from rover_web.camera.moment import Moment
from rover_web.camera.renderer import Renderer

LIVE_VIEWS = ('first_person', 'chase')
LINGER_S = 5.0  # how long the renderer is kept for a viewer that reloads the page
SHORTEST_PAUSE_S = 0.02
NO_WORLD = 'Waiting for a simulation.'
NO_POSE = 'Waiting for the rover to drive.'


@dataclass
class _View:
    """One view; ``number`` counts its frames, ``shown`` is what the newest of them shows."""

    viewers: int = 0
    frame: bytes | str = ''
    number: int = 0
    shown: Moment | None = None


class LiveCameras:
    """Newest frames; all methods but ``show`` and ``stop`` belong to the server's event loop."""

    def __init__(self, rate_hz: float) -> None:
        """Take at most ``rate_hz`` pictures a second of each view."""
        self._renderer = Renderer()
        self._period_s = 1.0 / rate_hz
        self._moment = Moment()
        self._views = {name: _View() for name in LIVE_VIEWS}
        self._task: asyncio.Task[None] | None = None
        self._changed = asyncio.Condition()

    @property
    def watched(self) -> bool:
        """Whether anybody looks."""
        return any(view.viewers for view in self._views.values())

    def show(self, moment: Moment) -> None:
        """Say where the rover is now; from any thread."""
        self._moment = moment

    def stop(self) -> None:
        """End the rendering process; from any thread."""
        self._renderer.stop()

    async def frames(self, name: str) -> AsyncGenerator[bytes | str]:
        """Yield the newest JPEG of a view whenever there is one; a sentence while there is none.

        A viewer that takes its time misses frames, and sees the present.
        """
        view = self._views[name]
        view.viewers += 1
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._render_while_watched())
        seen = 0
        try:
            while True:
                async with self._changed:
                    while view.number == seen:
                        await self._changed.wait()
                    seen, frame = view.number, view.frame
                yield frame
        finally:
            view.viewers -= 1

    async def _render_while_watched(self) -> None:
        watched_s = time.monotonic()
        while time.monotonic() - watched_s < LINGER_S:
            began_s = time.monotonic()
            for name, view in self._views.items():
                if view.viewers:
                    await self._refresh(name, view)
            ended_s = time.monotonic()
            if self.watched:
                watched_s = ended_s  # a picture may take longer than the renderer lingers
            await asyncio.sleep(max(SHORTEST_PAUSE_S, began_s + self._period_s - ended_s))
        await asyncio.to_thread(self._renderer.stop)

    async def _refresh(self, name: str, view: _View) -> None:
        moment = self._moment
        if moment is view.shown:
            return
        frame = await self._picture(name, moment)
        async with self._changed:
            view.frame, view.shown = frame, moment
            view.number += 1
            self._changed.notify_all()

    async def _picture(self, name: str, moment: Moment) -> bytes | str:
        if moment.world is None:
            return NO_WORLD
        if moment.pose is None:
            return NO_POSE
        return await asyncio.to_thread(self._renderer.picture, moment.world, name, moment.pose)
