"""Observations, actions, rewards, terminations and environments of the rover task.

Gymnasium knows the environments as soon as this package is installed, or imported after it:
``gymnasium.make('Mars-v1')``. Importing this package loads nothing heavy by itself.
"""

import sys

if 'gymnasium' in sys.modules:
    from rover_env.registration import register_envs

    register_envs()
