"""Read, merge and write training configurations; every mistake is one sentence with a remedy."""

import difflib
import re
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from policy_trainer.config import TrainingConfig

Settings = dict[str, Any]


class _Loader(yaml.SafeLoader):
    """YAML 1.1 takes 3e-4 for text; here it is the number that it looks like."""


_Loader.add_implicit_resolver(
    'tag:yaml.org,2002:float',
    re.compile(r'[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+$'),
    list('-+0123456789'),
)


class ConfigError(ValueError):
    """A configuration that cannot be used: names the setting, its value and the remedy."""


def merge_settings(*layers: Settings) -> Settings:
    """Lay settings over one another, the later ones on top."""
    merged: Settings = {}
    for layer in layers:
        merged = _over(merged, layer)
    return merged


def make_config(*layers: Settings, source: str = 'settings') -> TrainingConfig:
    """Merge settings, later layers over earlier ones, over the defaults.

    source: what an error message names beside the setting.
    Raises ConfigError, naming the first setting that is wrong.
    """
    try:
        return TrainingConfig.model_validate(merge_settings(*layers))
    except ValidationError as error:
        raise ConfigError(f'{_sentence(error.errors()[0])} ({source})') from None


def read_settings(path: Path) -> Settings:
    """Read a YAML file of settings. Raises ConfigError, naming file and line."""
    try:
        return parse_settings(path.read_text(encoding='utf-8'), str(path))
    except OSError as error:
        raise ConfigError(f'{path}: cannot be read ({error.strerror}); give a YAML file') from None


def parse_settings(text: str, source: str) -> Settings:
    """Turn YAML text into settings; a ``preset`` named in it lies below the other settings."""
    try:
        settings = yaml.load(text, _Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, 'problem_mark', None)
        line = f', line {mark.line + 1}' if mark else ''
        problem = getattr(error, 'problem', None) or 'not valid'
        raise ConfigError(f'{source}{line}: YAML is wrong: {problem}') from None
    if settings is None:
        return {}
    if not isinstance(settings, dict) or not all(isinstance(key, str) for key in settings):
        raise ConfigError(f'{source} holds no settings; write lines such as "seed: 1"')
    preset = settings.pop('preset', None)
    return settings if preset is None else _over(read_preset(str(preset)), settings)


def read_preset(name: str) -> Settings:
    """Return the settings of a preset that ships. Raises ConfigError, listing the known ones."""
    folder = resources.files('policy_trainer') / 'presets'
    known = sorted(file.name.removesuffix('.yaml') for file in folder.iterdir())
    if name not in known:
        raise ConfigError(f'preset {name!r} is not known; choose one of: {", ".join(known)}')
    settings: Settings = yaml.safe_load((folder / f'{name}.yaml').read_text(encoding='utf-8'))
    return settings


def config_text(config: TrainingConfig) -> str:
    """Return the complete configuration as YAML."""
    return yaml.safe_dump(config.model_dump(mode='json'), sort_keys=False)


def _over(below: Settings, above: Settings) -> Settings:
    result = dict(below)
    for key, value in above.items():
        old = result.get(key)
        both_groups = isinstance(old, dict) and isinstance(value, dict)
        result[key] = _over(old or {}, value) if both_groups else value
    return result


def _sentence(error: ErrorDetails) -> str:
    name = '.'.join(str(part) for part in error['loc'])
    if error['type'] == 'extra_forbidden':
        return f'{name} is not a setting{_did_you_mean(error["loc"])}'
    if error['type'] == 'value_error':
        return error['msg'].removeprefix('Value error, ')
    needs = error['msg'].removeprefix('Input should be ')
    return f'{name} is {error["input"]!r}; needs {needs}'


def _did_you_mean(loc: tuple[int | str, ...]) -> str:
    known = _names_beside(loc)
    close = difflib.get_close_matches(str(loc[-1]), known, n=1)
    return f'; did you mean {close[0]}?' if close else f'; choose one of: {", ".join(known)}'


def _names_beside(loc: tuple[int | str, ...]) -> list[str]:
    fields: Mapping[str, Any] = TrainingConfig.model_fields
    for part in _groups(loc):
        group = fields[part].annotation
        if isinstance(group, type) and issubclass(group, BaseModel):
            fields = group.model_fields
    return list(fields)


def _groups(loc: tuple[int | str, ...]) -> Iterable[str]:
    return (str(part) for part in loc[:-1])
