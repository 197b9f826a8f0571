"""The model card: what a policy is, how good it was in its test, how to make it again."""

from collections.abc import Mapping

from policy_trainer.config import TrainingConfig
from policy_trainer.config_file import config_text
from policy_trainer.evaluate import Evaluation
from policy_trainer.export import Agreement
from policy_trainer.run_folder import RunFolder


def model_card(
    run: RunFolder,
    config: TrainingConfig,
    metadata: Mapping[str, str],
    evaluation: Evaluation,
    agreement: Agreement,
) -> str:
    """Return the card of a policy as Markdown."""
    test = config.evaluation
    return f"""\
# Policy of run {run.name}

Drives the rover on the world `{config.world}`: one decision of left, right or straight every
{metadata['jezero.step_period']} s of simulated time, from the LIDAR, the way to the checkpoint and
the rover's attitude. Input and output are described in the file itself (metadata `jezero.spec`).

| | |
|---|---|
| learned with | {metadata['jezero.algorithm']}, {int(metadata['jezero.timesteps']):,} steps |
| seed | {metadata['jezero.seed']} |
| source | commit {metadata['jezero.commit']} |
| reward | `{config.reward}`, sha256 {metadata['jezero.reward_sha256']} |
| layout | sha256 {metadata['jezero.spec_checksum']} |
| torch and ONNX Runtime | largest difference of a probability \
{agreement.worst_probability_difference:.1e} on {agreement.n_observations:,} observations |

## Test

{evaluation.summary()}.

Deterministic decisions on the {test.physics} physics, integration step {test.physics_step_s:g} s,
official start with jitter, starts and sensor noise that training does not see. The weights were
chosen because they passed this test, so expect a little less from new starts; measure with

    ros2 run policy_trainer evaluate_policy {run.policy.name} --starts 100 --seed 1

## Make it again

    ros2 run policy_trainer train --config config.yaml

with this config.yaml:

```yaml
{config_text(config)}```
"""
