"""The page of the score: formula, outcomes and the gold standard."""

import inspect
import math

from mars_world.world import load_world
from rover_env.outcomes import Outcome
from rover_env.score import PERFECT_SCORE, score
from rover_env.spec import DRIVE_SPEED_MPS, STEP_PERIOD_S
from rover_env.task import Task
from scorer.gold import Gold, load_gold
from scorer.score import OFFICIAL_SEEDS, SCORER_VERSION

# What each way to end means; a test of this page would miss a new one, so a
# missing key is an error.
MEANINGS = {
    Outcome.DIVERGED: 'the simulation failed; says nothing about the policy',
    Outcome.TIPPED: 'the rover lies on its side',
    Outcome.COLLISION: 'a LIDAR range of 0.49 m or less, a touch of any part but the wheels, or '
    'of the side of a wheel with an object; tread on ground or on a rock is driving',
    Outcome.LEFT_MAP: 'beyond the rails and their margin',
    Outcome.REACHED: 'within the radius of the checkpoint: the only outcome with a score',
    Outcome.POWER_DRAINED: 'all steps of the power supply are used up',
    Outcome.STOPPED: 'the reward function said that the episode is done',
    Outcome.ABORTED: 'reset before its end',
    Outcome.POLICY_LOST: 'the policy server did not answer',
    Outcome.SIMULATION_LOST: 'the simulation did not answer',
    Outcome.COLLISION_MONITOR_LOST: 'no verdict of the collision monitor came',
    Outcome.ENV_LOST: 'the environment server did not answer',
}


def score_page() -> str:
    """Return the page as Markdown."""
    endings = [outcome for outcome in Outcome if outcome is not Outcome.DRIVING]
    return '\n'.join(
        [
            '# Score',
            '',
            f'Made by `docs/build` from the code. Scorer version {SCORER_VERSION}.',
            '',
            f'    score = {PERFECT_SCORE:.0f} - steps - distance travelled [m]'
            ' - average linear acceleration [m/s^2]',
            '',
            'in one episode, and only where the checkpoint was reached without collision.',
            '',
            *_measures(),
            *_ceiling(load_gold().simulation.world),
            '## How an episode ends',
            '',
            '| outcome | meaning |',
            '|---|---|',
            *(f'| `{outcome.text}` | {MEANINGS[outcome]} |' for outcome in endings),
            '',
            '## The gold standard',
            '',
            *_gold(load_gold()),
        ]
    )


def _measures() -> list[str]:
    from rover_env import acceleration, odometry

    return [
        '## What is measured',
        '',
        '* **Steps**: 0.3 s of simulated time each.',
        f'* **Distance travelled**: {_prose(odometry)}',
        f'* **Average linear acceleration**: {_prose(acceleration)}',
        '',
    ]


def _ceiling(world: str) -> list[str]:
    task = Task.from_world_file(load_world(world).file.model_dump())
    way_m = task.initial_distance_m - task.radius_m
    step_m = DRIVE_SPEED_MPS * STEP_PERIOD_S
    n_steps = math.ceil(way_m / step_m)
    return [
        '## The ceiling',
        '',
        f'On `{world}` the checkpoint is {task.initial_distance_m:.2f} m from the start and counts '
        f'as reached within {task.radius_m} m, so that at least {way_m:.2f} m are to be driven. A '
        f'step of {STEP_PERIOD_S} s at {DRIVE_SPEED_MPS} m/s makes {step_m:.4f} m, which asks for '
        f'{n_steps} steps. So no score exceeds',
        '',
        f'    {PERFECT_SCORE:.0f} - {n_steps} - {way_m:.2f} = {score(n_steps, way_m, 0.0):.1f}',
        '',
        'From that go the mean acceleration, the start from rest, and the way around the rock that '
        'stands on the straight line.',
        '',
    ]


def _prose(module: object) -> str:
    return ' '.join((inspect.getdoc(module) or '').split())


def _gold(gold: Gold) -> list[str]:
    world = gold.simulation
    return [
        f'A score is official in the world `{world.world}` as it is shipped, with the shipped '
        'rover and observation layout, from the start of the world, with one of the seeds '
        f'{", ".join(map(str, OFFICIAL_SEEDS))} of the sensor noise, at an integration step of '
        f'{world.physics_step_s} s or finer. `score verify` drives a trial again and compares '
        'every number ([how](../tutorials/look_at_a_trial_again.md)). Checksums (sha256):',
        '',
        f'* world `{world.world_checksum}`',
        f'* rover `{world.rover_checksum}`',
        f'* observation and actions `{world.spec_checksum}`',
        '',
    ]
