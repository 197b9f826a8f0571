// Progress and curves of a training run.

import { byId, draw, duration, facts, number, points, quantity, reveal, span } from './dom.js';

const CURVES = [
  ['mean_reward', 'Mean reward', 1, null],
  ['success_rate', 'Success rate', 2, [0, 1]],
  ['mean_score', 'Mean score', 1, null],
  ['steps_per_second', 'Steps per second', 0, null],
  ['policy_loss', 'Policy loss', 4, null],
  ['value_loss', 'Value loss', 4, null],
  ['entropy', 'Entropy [nat]', 3, null],
  ['approximate_kl', 'Approximate KL [nat]', 4, null],
];
const RUNNING = ['training', 'evaluating'];

let told = null;
let toldMs = 0;

export function showTraining(status) {
  reveal('training');
  [told, toldMs] = [status, performance.now()];
  byId('training-run').textContent = status.run;
  byId('training-state').textContent = [status.state, status.message].filter(Boolean).join(': ');
  byId('training-progress').max = Math.max(status.total_timesteps, 1);
  byId('training-progress').value = status.timesteps;
  facts('peaks', {
    'best score, from any start': number(status.best_score),
    'most rewarded episode': number(status.best_reward),
    'nearest to the checkpoint': quantity(status.nearest, 'm'),
  });
  showCount();
}

// The timer goes on between two messages.
function showCount() {
  if (!told) return;
  const since = RUNNING.includes(told.state) ? (performance.now() - toldMs) / 1000 : 0;
  facts('training-count', {
    time: told.wall_time == null ? '–' : duration(told.wall_time + since),
    left: told.time_left == null ? '–' : duration(Math.max(told.time_left - since, 0)),
    iterations: told.updates.toLocaleString('en'),
    episodes: told.episodes.toLocaleString('en'),
    steps: `${told.timesteps.toLocaleString('en')} of ${told.total_timesteps.toLocaleString('en')}`,
  });
}
setInterval(showCount, 1000);

export function showCurves(curve) {
  byId('curves').replaceChildren(...CURVES.map(([key, title, digits, range]) => {
    const known = curve.filter((point) => point[key] != null);
    return plot(title, known.map((point) => [point.timesteps, point[key]]), digits, range);
  }));
}

// A constant runs through the middle.
function limits(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low < high ? [low, high] : [low - 1, high + 1];
}

function plot(title, list, digits, range) {
  const figure = document.createElement('figure');
  const values = list.map(([, y]) => y);
  const [low, high] = range ?? limits(values);
  const last = list.length ? list.at(-1) : [0, null];
  const across = ([x, y]) => [100 * x / Math.max(last[0], 1), 100 * (y - low) / Math.max(high - low, 1e-9)];
  const svg = draw('svg', { viewBox: '0 -100 100 100', preserveAspectRatio: 'none', role: 'img' });
  svg.setAttribute('aria-label', `${title}: ${number(last[1], digits)} after ${last[0]} steps`);
  svg.append(draw('polyline', { class: 'curve', points: points(list.map(across)) }));
  const caption = document.createElement('figcaption');
  caption.append(span(title), span(number(last[1], digits)));
  const scale = document.createElement('p');
  const told = values.length ? `${number(low, digits)} to ${number(high, digits)}` : 'no value yet';
  scale.append(span(told), span(`${last[0].toLocaleString('en')} steps`));
  figure.append(caption, svg, scale);
  return figure;
}
