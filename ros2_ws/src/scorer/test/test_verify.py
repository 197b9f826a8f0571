"""A trial is driven again only with the very things that it was driven with."""

from pathlib import Path
from typing import Any

import pytest
from rover_description import rover_checksum
from rover_env.spec import spec_checksum
from scorer.gold import load_gold
from scorer.recorded_trial import RecordedTrial
from scorer.score import SCORER_VERSION
from scorer.verify import VerifyError, verify

RECORD = {
    'scorer_version': SCORER_VERSION,
    'policy_hash': 'f' * 64,
    'world': 'mars',
    'world_checksum': load_gold().simulation.world_checksum,
    'rover_checksum': rover_checksum(),
    'spec_checksum': spec_checksum(),
}


@pytest.mark.parametrize(
    ('change', 'reason'),
    [
        ({'scorer_version': '0'}, 'scored by scorer version 0; this is version'),
        (
            {'rover_checksum': 'a' * 64},
            'the rover here is another one .* the trial has aaaaaaaaaaaa',
        ),
        ({'spec_checksum': ''}, 'the observation layout here is another one .* the trial has none'),
        ({'world_checksum': 'a' * 64}, 'the world mars here is another one'),
        ({'world': 'atlantis'}, 'no world is called .atlantis.* verify a replay'),
        ({'world': ''}, 'the trial did not begin'),
    ],
)
def test_another_rover_world_layout_or_version_is_named(
    change: dict[str, Any], reason: str
) -> None:
    with pytest.raises(VerifyError, match=reason):
        verify(RecordedTrial('one', RECORD | change), [])


def test_another_policy_is_named_with_both_hashes(tmp_path: Path) -> None:
    other = tmp_path / 'other.onnx'
    other.write_text('another network')
    with pytest.raises(
        VerifyError, match='policy f{12}; .*other.onnx is [0-9a-f]{12}; .* does not exist; give'
    ):
        verify(RecordedTrial('one', RECORD), [other, tmp_path / 'none.onnx'])


def test_a_policy_that_is_nowhere_is_asked_for() -> None:
    with pytest.raises(
        VerifyError, match='driven by policy ffffffffffff; give its file with --pol'
    ):
        verify(RecordedTrial('one', RECORD), [])
