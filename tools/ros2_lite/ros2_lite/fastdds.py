"""How nodes started here find and answer each other."""

from collections.abc import MutableMapping
from pathlib import Path

_PROFILE = Path(__file__).with_name('fastdds.xml')
_VARIABLES = {'FASTDDS_DEFAULT_PROFILES_FILE', 'FASTRTPS_DEFAULT_PROFILES_FILE'}


def set_fastdds_profile(environment: MutableMapping[str, str]) -> None:
    """Have nodes with this environment follow fastdds.xml, unless it names another profile.

    Measured with two busy cores: found after 0.8 s at most, without it after up to 3.2 s; no answer
    of 1,152 lost by services that had just started, without it 22 (bench/lost_answers.py).
    """
    if _VARIABLES.isdisjoint(environment):
        environment['FASTDDS_DEFAULT_PROFILES_FILE'] = str(_PROFILE)
