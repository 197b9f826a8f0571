"""The table of steps of a run: its columns with units and meaning, and how to read it.

A run keeps it as a folder of Parquet files, one for each block of training.
"""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from rover_env.spec import action_menu
from rover_env.step_columns import TERM_PREFIX

PROBABILITY_PREFIX = 'probability_'  # and an action's name; in tests only

_TEXT = pa.dictionary(pa.int16(), pa.string())
_FLOAT = pa.float32()


def _field(name: str, kind: pa.DataType, unit: str, description: str) -> pa.Field:
    return pa.field(name, kind, metadata={'unit': unit, 'description': description})


SCHEMA = pa.schema([
    _field('block', pa.int32(), '', 'block of training; a test has the number of the next one'),
    _field('test', pa.bool_(), '', 'driven in a test, deterministically; else in training'),
    _field('world', _TEXT, '', 'name of the world'),
    _field('episode', pa.int64(), '', 'number of the episode in the run, as in episodes.jsonl'),
    _field('rover', pa.int32(), '', 'index among the rovers that drive side by side'),
    _field('step', pa.int32(), '', 'within the episode, 1 is the first'),
    _field('x', _FLOAT, 'm', 'base_link in map at the end of the step'),
    _field('y', _FLOAT, 'm', 'base_link in map'),
    _field('z', _FLOAT, 'm', 'base_link in map'),
    _field('roll', _FLOAT, 'rad', 'positive right side down'),
    _field('pitch', _FLOAT, 'rad', 'positive nose down'),
    _field('yaw', _FLOAT, 'rad', 'heading in map, counter-clockwise from x'),
    _field('speed', _FLOAT, 'm/s', 'forward, at the end of the step'),
    _field('yaw_rate', _FLOAT, 'rad/s', 'at the end of the step'),
    _field('action', pa.int8(), '', action_menu()),
    _field('steering', _FLOAT, '1', 'commanded, -1 full right .. 1 full left'),
    _field('throttle', _FLOAT, '1', 'commanded, 0 .. 1'),
    _field('reward', _FLOAT, '1', 'of the step'),
    _field('distance_to_checkpoint', _FLOAT, 'm', 'in the plane'),
    _field('distance_travelled', _FLOAT, 'm', 'since the start'),
    _field('lidar_min', _FLOAT, 'm', 'smallest range of the newest scan, 4.5 nothing seen'),
    _field('collision_threshold', _FLOAT, 'm', 'smallest range within 45 degrees of the nose'),
    _field('acceleration', _FLOAT, 'm/s^2', 'mean norm within the step, gravity removed'),
    _field('wheel_slip', _FLOAT, '1',
           '1 - distance travelled in the step / distance commanded; starting up counts as slip'),
    _field('power_left', pa.int32(), 'steps', 'left of the power supply'),
    _field('outcome', _TEXT, '', "'driving' until the last step"),
])  # fmt: skip
NAMES = tuple(SCHEMA.names)


def further_field(name: str) -> pa.Field:
    """Return the field of a column that only some tables have: a reward term or a probability."""
    action, term = name.removeprefix(PROBABILITY_PREFIX), name.removeprefix(TERM_PREFIX)
    what = f'term {term} of the reward' if term != name else f'of choosing {action}'
    return _field(name, _FLOAT, '1', what)


def read_steps(
    folder: Path, columns: Sequence[str] | None = None, where: pc.Expression | None = None
) -> pa.Table:
    """Read the steps of a run in the order they were driven, none where nothing was recorded.

    columns: none for all. where: which rows, e.g. ``pc.field('test')``. What a block does not have,
    as a term that its reward never named, is null.
    """
    files = sorted(folder.glob('block-*.parquet'))
    if not files:
        table = SCHEMA.empty_table()
        return table if columns is None else table.select(columns)
    schema = pa.unify_schemas([pq.read_schema(file) for file in files])
    return ds.dataset(files, schema).to_table(columns=columns, filter=where)
