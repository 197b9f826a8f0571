"""The rendering process as seen from the node: started when first needed, stopped when idle."""

import math
import threading
from contextlib import ExitStack
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

from mars_world.rover_pose import RoverPose
from mars_world.world import World
from scorer.limited_process import LimitedProcess, LimitExceededError, Limits, ProcessDiedError

from rover_web.camera.render import Shot, render

LIMITS = Limits(time_s=math.inf, memory_mib=4096)  # it works for as long as somebody looks
PATIENCE_S = 60.0  # for one picture; the first takes seconds, on a busy machine longer


class Renderer:
    """Takes one picture at a time; may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running = ExitStack()
        self._process: LimitedProcess | None = None
        self._shots: Connection[Any, Any]
        self._world: World | None = None

    def picture(self, world: World, view: str, pose: RoverPose) -> bytes | str:
        """Return a JPEG, or a sentence that says why there is none. Blocks while it is made."""
        with self._lock:
            try:
                process = self._process_for(world)
                self._shots.send(Shot(view, pose))
                answer: bytes | str | None = process.receive(PATIENCE_S)
            except (LimitExceededError, ProcessDiedError, OSError) as error:
                self._end()
                return f'The picture could not be taken: {error}.'
            if answer is None:
                self._end()
                return f'No picture has come for {PATIENCE_S:.0f} s; this machine is too busy.'
            return answer

    def stop(self) -> None:
        """End the process; the next picture starts another."""
        with self._lock:
            self._end()

    def _process_for(self, world: World) -> LimitedProcess:
        if self._process is not None and self._world is world:
            return self._process
        self._end()
        theirs, self._shots = Pipe(duplex=False)
        self._running.callback(self._shots.close)
        with theirs:
            descriptor = theirs.fileno()
            process = LimitedProcess(
                render, descriptor, world, limits=LIMITS, descriptors=(descriptor,)
            )
        self._process, self._world = self._running.enter_context(process), world
        return process

    def _end(self) -> None:
        self._running.close()
        self._process = self._world = None
