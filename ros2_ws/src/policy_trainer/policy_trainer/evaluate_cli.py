"""``evaluate_policy``: test an exported policy in this process, without ROS."""

from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from mars_world.world import WorldError
from numpy.typing import NDArray
from rover_env.spec import spec_checksum
from rover_env.starts import StartRule
from rover_env.vector_env import RoverVectorEnv

from policy_trainer.config import EvaluationConfig, StartConfig
from policy_trainer.evaluate import Driver, evaluate

TEST = EvaluationConfig()
START = StartConfig()


class PolicyFileError(ValueError):
    """A file that is no policy for this rover: names it and the remedy."""


def evaluate_policy(
    policy: Annotated[Path, typer.Argument(help='ONNX file of a policy.')],
    world: Annotated[str, typer.Option(help='Name of a world, or path to its YAML.')] = 'mars',
    starts: Annotated[int, typer.Option(min=1, help='Episodes to drive.')] = TEST.starts,
    seed: Annotated[int, typer.Option(min=0, help='Of starts and sensor noise.')] = 1,
    physics: Annotated[str, typer.Option(help='full, or fast for a quick look.')] = TEST.physics,
    physics_step: Annotated[
        float, typer.Option(help='Integration step in seconds; 0.005 is what scores are made with.')
    ] = TEST.physics_step_s,
    start_jitter: Annotated[
        float, typer.Option(min=0.0, help='Spread of the starts in x and y, in metres.')
    ] = START.jitter_m,
    yaw_jitter: Annotated[
        float, typer.Option(min=0.0, help='Spread of the headings, in radians.')
    ] = START.yaw_jitter_rad,
) -> None:
    """Drive a policy from many starts near the official one and say how often it arrived.

    Prints the ends of all episodes and the mean score. Not an official score: that is what the
    scorer gives on the graph.
    """
    try:
        driver = onnx_driver(policy)
        env = RoverVectorEnv(
            min(starts, TEST.n_rovers),
            [world],
            model=physics,
            starts=StartRule(None, start_jitter, yaw_jitter),
            physics_step_s=physics_step,
            threads=TEST.threads,
        )
    except (PolicyFileError, WorldError, ValueError) as error:
        typer.echo(f'evaluate_policy: {error}', err=True)
        raise typer.Exit(1) from None
    typer.echo(evaluate(env, driver, starts, seed, TEST.step_limit, max_failures=starts).summary())


def onnx_driver(path: Path) -> Driver:
    """Return the decisions of a policy file. Raises PolicyFileError."""
    from policy_trainer.export import onnx_session

    try:
        session = onnx_session(path.read_bytes())
    except OSError as error:
        raise PolicyFileError(f'{path} cannot be read ({error.strerror})') from None
    except Exception as error:  # ONNX Runtime's own exceptions have no common public base
        reason = str(error).splitlines()[0]
        raise PolicyFileError(f'{path} is not an ONNX file ({reason}); export it again') from None
    checksum = session.get_modelmeta().custom_metadata_map.get('jezero.spec_checksum', 'none')
    if checksum != spec_checksum():
        raise PolicyFileError(
            f'{path} was made for another layout of observations (spec {checksum[:12]}, '
            f'needed {spec_checksum()[:12]}); train it again'
        )

    def drive(
        observations: NDArray[np.float32],
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        actions, probabilities = session.run(['action', 'probabilities'], {'obs': observations})
        return actions, probabilities

    return drive


def main() -> None:
    """Run the command."""
    typer.run(evaluate_policy)
