"""The default reward of the original challenge, by its rules.

It pays for being near the checkpoint, more with room ahead and half when the last step led away,
once for each waypoint, and most for the checkpoint, the more the fewer steps it took.
"""

# CRASH_DISTANCE and the other constants of the world are ready in every reward file.
# ruff: noqa: F821
# mypy: disable-error-code="name-defined"

from rover_env.rover_view import RoverView

BASE_REWARD = 2.0
GOAL_REWARD = 20_000.0  # divided by the steps taken
WAYPOINT_REWARD = 1_000.0  # times the waypoint's number, divided by the steps taken
WAYPOINT_RADIUS = 1.0  # [m]
ROOM_BONUS = ((2.0, 1.0), (1.5, 0.5), (1.0, 0.25))  # room ahead [m], what it adds


def reward_function(self: RoverView) -> tuple[float, bool]:
    """Reward the step one rover has just taken."""
    if self.collision or self.collision_threshold <= CRASH_DISTANCE or self.left_map:
        return 0.0, True
    if self.reached_checkpoint:
        return GOAL_REWARD / self.steps, True
    if self.power_supply_range <= 0:
        return 0.0, True
    bonus = waypoint_bonus(self)
    if bonus:
        return bonus, False
    reward = BASE_REWARD * nearness(self.current_distance_to_checkpoint)
    reward += next((add for room, add in ROOM_BONUS if self.collision_threshold >= room), 0.0)
    return (reward if self.closer_to_checkpoint else 0.5 * reward), False


def waypoint_bonus(self: RoverView) -> float:
    """Return the bonus of a waypoint that is reached for the first time, else 0."""
    waypoints = (
        (WAYPOINT_1_X, WAYPOINT_1_Y),
        (WAYPOINT_2_X, WAYPOINT_2_Y),
        (WAYPOINT_3_X, WAYPOINT_3_Y),
    )
    for number, (x, y) in enumerate(waypoints, start=1):
        flag = f'reached_waypoint_{number}'
        near = (self.x - x) ** 2 + (self.y - y) ** 2 <= WAYPOINT_RADIUS**2
        if near and not getattr(self, flag):
            setattr(self, flag, True)
            return WAYPOINT_REWARD * number / self.steps
    return 0.0


def nearness(distance: float) -> int:
    """Return 1 far from the checkpoint to 5 in the last fifth of the initial distance."""
    fifths_left = 5.0 * distance / INITIAL_DISTANCE_TO_CHECKPOINT
    return 5 - min(int(fifths_left), 4)
