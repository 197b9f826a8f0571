"""The world that an episode drove in; a run may learn in several."""

from mars_world.world import World, load_world
from policy_trainer.run_folder import RunError, RunFolder

from rover_web.report.map_axes import Ground, draw_ground_grey
from rover_web.report.run import Run


def load_episode_world(run: RunFolder, name: str) -> World:
    """Build the world of this name; the configuration may call it by its file or its seed.

    Raises:
        RunError: it is none of the run's.
        WorldError, ConfigError: it cannot be built, or the run has no configuration.
    """
    known = run.read_config().training_worlds
    for world in map(load_world, known):
        if world.file.name == name:
            return world
    raise RunError(f'the episode drove in {name!r}; run {run.name} knows {", ".join(known)} only')


def episode_ground(run: Run, name: str) -> tuple[World | None, Ground | None]:
    """Return the world of this name and its ground, to lay beneath maps; none if unknown."""
    if run.world is None or run.world.file.name == name:
        return run.world, run.ground
    try:
        world = load_episode_world(run.folder, name)
    except (ValueError, OSError):  # the run tells what is wrong with its configuration
        return None, None
    return world, draw_ground_grey(world)
