"""The page of observation and actions, from their layout."""

from rover_env import spec


def spec_page() -> str:
    """Return the page as Markdown."""
    lines = [
        '# Observation and actions',
        '',
        'Made by `docs/build` from `rover_env/spec.py`. An exported policy carries this',
        f'layout; its checksum is `{spec.spec_checksum()[:16]}...` (version {spec.SPEC_VERSION}).',
        f'A step is {spec.STEP_PERIOD_S} s of simulated time.',
        '',
        '## Observation',
        '',
        f'{spec.OBSERVATION_SIZE} values, float32, in these units; the network normalises.',
        '',
        '| slots | name | unit | range | frame | meaning |',
        '|---|---|---|---|---|---|',
    ]
    for slot in spec.OBSERVATION:
        where = f'{slot.start}' if slot.size == 1 else f'{slot.start}:{slot.stop}'
        limits = f'{slot.low:.4g} .. {slot.high:.4g}'
        row = (where, f'`{slot.name}`', slot.unit, limits, slot.frame, slot.description)
        lines.append(f'| {" | ".join(row)} |')
    lines += ['', '## Actions', '', '| action | name | speed [m/s] | yaw rate [rad/s] |']
    lines += ['|---|---|---|---|']
    for index, action in enumerate(spec.ACTIONS):
        yaw_rate = f'{action.yaw_rate_radps:.4f}'
        lines.append(f'| {index} | {action.name} | {action.speed_mps} | {yaw_rate} |')
    lines += ['', 'Positive yaw rate turns left. Any other action is refused.']
    return '\n'.join(lines) + '\n'
