"""Export the best weights of a run to its folder: policy.onnx and the model card policy.md."""

import hashlib
import json
import subprocess
from pathlib import Path

from rover_env.atomic_file import write_text
from rover_env.spec import ACTION_NAMES, STEP_PERIOD_S, spec_checksum, spec_json
from stable_baselines3.common.base_class import BaseAlgorithm

from policy_trainer.config import TrainingConfig
from policy_trainer.evaluate import Evaluation
from policy_trainer.export import export_policy
from policy_trainer.model_card import model_card
from policy_trainer.network import exported_policy
from policy_trainer.run_folder import RunFolder

FORMAT = '1'


def publish(
    run: RunFolder, config: TrainingConfig, model: BaseAlgorithm, evaluation: Evaluation
) -> None:
    """Write policy.onnx and policy.md. Raises ExportError if torch and ONNX disagree."""
    metadata = policy_metadata(run, config, model.num_timesteps)
    agreement = export_policy(exported_policy(model.policy), metadata, run.policy)
    write_text(run.model_card, model_card(run, config, metadata, evaluation, agreement))


def policy_metadata(run: RunFolder, config: TrainingConfig, timesteps: int) -> dict[str, str]:
    """Return what a policy file says of itself."""
    return {
        'jezero.format': FORMAT,
        'jezero.spec': spec_json(),
        'jezero.spec_checksum': spec_checksum(),
        'jezero.step_period': str(STEP_PERIOD_S),
        'jezero.action_names': json.dumps(ACTION_NAMES),
        'jezero.world': config.world,
        'jezero.seed': str(config.seed),
        'jezero.commit': source_commit(),
        'jezero.reward_sha256': hashlib.sha256(run.reward.read_bytes()).hexdigest(),
        'jezero.algorithm': config.algorithm.upper(),
        'jezero.timesteps': str(timesteps),
    }


def source_commit() -> str:
    """Return the git commit of this source, with -dirty for changed files, or 'unknown'."""
    command = ['git', 'describe', '--always', '--dirty', '--abbrev=40', '--exclude=*']
    folder = Path(__file__).resolve().parent
    try:
        answer = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=5.0, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return 'unknown'
    return answer.stdout.strip()
