"""The page of the table of steps that a run keeps."""

from rover_env.step_table import SCHEMA, further_field


def steps_page() -> str:
    """Return the page as Markdown."""
    further = [further_field(name) for name in ('reward.TERM', 'probability_ACTION')]
    lines = [
        '# Steps of a run',
        '',
        'Made by `docs/build` from `rover_env/step_table.py`. `runs/NAME/steps.parquet` is a',
        'folder of Parquet files, one for each block of training; `read_steps` there reads',
        'them as one table. Which steps are kept: the setting `record.steps` (`all`, `tests` or',
        '`none`). Steps of training that env_servers drove are not kept, those of tests are. What',
        'the episodes came to: see [the episodes](episodes.md).',
        '',
        '| column | type | unit | meaning |',
        '|---|---|---|---|',
    ]
    for field in [*SCHEMA, *further]:
        told = {key.decode(): text.decode() for key, text in field.metadata.items()}
        kind = 'text' if 'dictionary' in str(field.type) else str(field.type)
        lines.append(f'| `{field.name}` | {kind} | {told["unit"]} | {told["description"]} |')
    lines += ['', 'A reward has a column for each of its terms; only tests have probabilities.']
    return '\n'.join(lines) + '\n'
