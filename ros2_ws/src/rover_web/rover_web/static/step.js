// The variables and reward terms of the latest step.

import { byId, number, quantity, reveal, row } from './dom.js';

const ACTIONS = { '-1': 'reset', 0: 'left', 1: 'right', 2: 'straight' };

export function showStep(step) {
  reveal('step');
  const lines = {
    episode: step.episode_id,
    outcome: step.outcome,
    steps: step.step,
    action: ACTIONS[step.action] ?? step.action,
    reward: number(step.reward, 3),
    x: quantity(step.pose?.x, 'm'),
    y: quantity(step.pose?.y, 'm'),
    heading: step.pose ? quantity(step.pose.yaw * 180 / Math.PI, '°', 1) : '–',
    'current distance to checkpoint': quantity(step.checkpoint_distance, 'm'),
    'distance travelled': quantity(step.distance_travelled, 'm'),
    'collision threshold': quantity(step.collision_threshold, 'm'),
    'mean acceleration': quantity(step.average_linear_acceleration, 'm/s²', 3),
    'power supply range': `${step.power_supply_range} steps`,
  };
  byId('step').replaceChildren(...Object.entries(lines).flatMap(([name, value]) => {
    const [term, description] = [document.createElement('dt'), document.createElement('dd')];
    term.textContent = name;
    description.textContent = value;
    return [term, description];
  }));
  showTerms(Object.entries(step.reward_terms));
}

function showTerms(terms) {
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
