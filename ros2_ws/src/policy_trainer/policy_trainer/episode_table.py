"""The lines of episodes.jsonl: their fields with units and meaning."""

from typing import NamedTuple


class EpisodeField(NamedTuple):
    """A field of a line. kind: as JSON has it. unit: empty where there is none."""

    name: str
    kind: str
    unit: str
    description: str


EPISODE_FIELDS = (
    EpisodeField('block', 'integer', '', 'block of training; a test has the number of the next'),
    EpisodeField('timesteps', 'integer', 'steps', 'of training, all rovers together, by then'),
    EpisodeField('episode', 'integer', '', 'number in the run, 0 is the first that began'),
    EpisodeField('rover', 'integer', '', 'index among the rovers that drive side by side'),
    EpisodeField('test', 'boolean', '', 'driven in a test, deterministically; else in training'),
    EpisodeField('physics', 'text', '', 'what moved the rover: fast or full'),
    EpisodeField('outcome', 'text', '', 'how it ended, see [the outcomes](score.md)'),
    EpisodeField('steps', 'integer', 'steps', 'that it took'),
    EpisodeField('distance_travelled', 'number', 'm', 'along the way of base_link'),
    EpisodeField('average_linear_acceleration', 'number', 'm/s^2', 'gravity removed'),
    EpisodeField('final_distance_to_checkpoint', 'number', 'm', 'in the plane, at the end'),
    EpisodeField('total_reward', 'number', '1', 'sum over its steps'),
    EpisodeField('detail', 'text', '', 'the cause in words, as which part touched what; or empty'),
    EpisodeField('world', 'text', '', 'name of the world'),
    EpisodeField('maximum_linear_acceleration', 'number', 'm/s^2', 'gravity removed'),
    EpisodeField('power_left', 'integer', 'steps', 'of the power supply, at the end'),
    EpisodeField('seed', 'integer', '', 'of the noise of the sensors'),
    EpisodeField('start_x', 'number', 'm', 'where it began, base_link in map'),
    EpisodeField('start_y', 'number', 'm', 'where it began, base_link in map'),
    EpisodeField('start_yaw', 'number', 'rad', 'heading in map there, counter-clockwise from x'),
    EpisodeField('score', 'number', '1', 'by [its formula](score.md); null unless it reached the '
                 'checkpoint. One that began beside the checkpoint scores high'),
)  # fmt: skip
