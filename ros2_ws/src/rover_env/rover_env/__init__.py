"""Observations, actions, rewards, terminations and environments of the rover task.

Importing this package makes the environments known to Gymnasium, ``gymnasium.make('Mars-v1')``,
where that is installed: a machine that only serves a policy needs none. It loads no physics.
"""

from importlib.util import find_spec

if find_spec('gymnasium'):
    from rover_env.registration import register_envs

    register_envs()
