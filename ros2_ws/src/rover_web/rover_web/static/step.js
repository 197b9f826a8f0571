// The variables and reward terms of the latest step.

import { byId, facts, number, quantity, reveal, row } from './dom.js';

const ACTIONS = { '-1': 'reset', 0: 'left', 1: 'right', 2: 'straight' };

const yesNo = (value) => (value ? 'yes' : 'no');

// The names are those a reward function reads.
export function showStep(step) {
  reveal('step');
  facts('step', {
    episode: step.episode_id,
    outcome: step.outcome,
    steps: step.step,
    action: ACTIONS[step.action] ?? step.action,
    steering: number(step.steering),
    throttle: number(step.throttle),
    x: quantity(step.pose?.x, 'm'),
    y: quantity(step.pose?.y, 'm'),
    heading: step.pose ? quantity(step.pose.yaw * 180 / Math.PI, '°', 1) : '–',
    last_position_x: quantity(step.last_position_x, 'm'),
    last_position_y: quantity(step.last_position_y, 'm'),
    current_distance_to_checkpoint: quantity(step.current_distance_to_checkpoint, 'm'),
    closer_to_checkpoint: yesNo(step.closer_to_checkpoint),
    distance_travelled: quantity(step.distance_travelled, 'm'),
    collision_threshold: quantity(step.collision_threshold, 'm'),
    last_collision_threshold: quantity(step.last_collision_threshold, 'm'),
    collision: yesNo(step.collision),
    reward: number(step.reward, 3),
    reward_in_episode: number(step.reward_in_episode, 3),
    'mean acceleration': quantity(step.average_linear_acceleration, 'm/s²', 3),
    'max acceleration': quantity(step.maximum_linear_acceleration, 'm/s²', 3),
    power_supply_range: `${step.power_supply_range} steps`,
  });
  showTerms(Object.entries(step.reward_terms));
}

// A reset has no terms: the names stay, without values.
let names = [];

function showTerms(told) {
  if (told.length > 0) names = told.map(([name]) => name);
  const terms = told.length > 0 ? told : names.map((name) => [name, null]);
  if (terms.length === 0) return;
  reveal('terms');
  const largest = Math.max(...terms.map(([, value]) => Math.abs(value ?? 0)), 1e-9);
  byId('terms').tBodies[0].replaceChildren(...terms.map(([name, value]) => {
    const share = document.createElement('div');
    const bar = document.createElement('div');
    share.className = 'share';
    bar.className = value < 0 ? 'minus' : 'plus';
    bar.style.width = `${50 * Math.abs(value ?? 0) / largest}%`;
    share.append(bar);
    return row([name, number(value, 4), share]);
  }));
}
