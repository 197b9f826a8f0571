"""Only the policy that was handed in is driven."""

from collections.abc import Callable
from pathlib import Path

import pytest
from policy_server.policy_file import read_policy_file
from scorer.submission_drive import Refused, drive_submission


@pytest.mark.parametrize(
    ('change', 'told'),
    [
        (lambda file: file.unlink(), 'its policy does not exist; give the path of an ONNX file'),
        (lambda file: file.write_bytes(b'other'), 'its policy is not an ONNX file'),
        (lambda file: file.write_bytes(file.read_bytes() + b'\xa2\x06\0'), 'policy was changed'),
    ],
)
def test_a_stored_policy_that_was_tampered_with_is_refused(
    save_policy: Callable[..., Path], tmp_path: Path, change: Callable[[Path], None], told: str
) -> None:
    file = save_policy()
    handed_in = read_policy_file(file)
    change(file)
    sent: list[object] = []
    drive_submission(sent.append, file, handed_in.sha256, (1,), tmp_path / 'replays')
    (refused,) = sent
    assert isinstance(refused, Refused)
    assert told in refused.reason
