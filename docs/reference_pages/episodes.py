"""The page of the episodes that a run records."""

from policy_trainer.episode_table import EPISODE_FIELDS


def episodes_page() -> str:
    """Return the page as Markdown."""
    lines = [
        '# Episodes of a run',
        '',
        'Made by `docs/build` from `policy_trainer/episode_table.py`. `runs/NAME/episodes.jsonl`',
        'has a line, a JSON object, for each episode that ended in training or in a test;',
        '`read_json_lines` of `policy_trainer/json_lines.py` reads them. Their steps: see',
        '[the recorded steps](steps.md). A number that is unknown is null.',
        '',
        '| field | type | unit | meaning |',
        '|---|---|---|---|',
        *(
            f'| `{field.name}` | {field.kind} | {field.unit} | {field.description} |'
            for field in EPISODE_FIELDS
        ),
    ]
    return '\n'.join(lines) + '\n'
