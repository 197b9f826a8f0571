"""Pictures for those who look, and only then."""

import asyncio
import io
import math
from contextlib import aclosing

import numpy as np
from mars_world.rest_pose import rest_pose
from mars_world.rover_pose import RoverPose
from mars_world.world import World, load_world
from PIL import Image
from rover_description import load_rover
from rover_web.camera.live_cameras import NO_POSE, NO_WORLD, LiveCameras
from rover_web.camera.moment import Moment


def _pose(world: World, x: float) -> RoverPose:
    qpos = rest_pose(load_rover(), world.terrain, x, 0.0, math.pi)
    return RoverPose(qpos[:3], qpos[[4, 5, 6, 3]], {})


def test_a_viewer_gets_a_sentence_first_and_then_pictures() -> None:
    cameras, world = LiveCameras(20.0), load_world('training_grounds')

    async def look() -> list[bytes | str]:
        async with aclosing(cameras.frames('chase')) as frames:
            seen = [await anext(frames)]
            cameras.show(Moment(world))
            seen.append(await anext(frames))
            for x in (-3.0, 4.0):
                cameras.show(Moment(world, _pose(world, x)))
                seen.append(await anext(frames))
            assert cameras.watched
        assert not cameras.watched
        return seen

    no_world, no_pose, first, second = asyncio.run(look())
    cameras.stop()

    assert (no_world, no_pose) == (NO_WORLD, NO_POSE)
    assert isinstance(first, bytes)
    assert isinstance(second, bytes)
    pictures = [np.asarray(Image.open(io.BytesIO(jpeg)), float) for jpeg in (first, second)]
    assert pictures[0].shape == (320, 480, 3)
    assert np.abs(pictures[0] - pictures[1]).mean() > 1.0


def test_a_rover_that_stands_still_is_rendered_once_for_all() -> None:
    cameras, world = LiveCameras(50.0), load_world('training_grounds')
    cameras.show(Moment(world, _pose(world, 1.0)))

    async def look() -> None:
        async with aclosing(cameras.frames('chase')) as one:
            first = await anext(one)
            async with aclosing(cameras.frames('chase')) as other:
                assert await anext(other) is first

    asyncio.run(look())
    cameras.stop()
