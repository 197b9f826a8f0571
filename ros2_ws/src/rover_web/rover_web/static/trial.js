// One trial: its result, and the drive again on the map with the values of each step.

import { byId, facts, link, number, quantity } from './dom.js';
import { map } from './map.js';
import { Player } from './player.js';
import { showStep } from './step.js';
import { offerVideos } from './video.js';

const [evaluation, trialNumber] = location.pathname.split('/').slice(-2);
const address = `/api/evaluations/${evaluation}/trials/${trialNumber}`;

function showFields(trial) {
  document.title = `Trial ${trialNumber} of ${evaluation} · Jezero`;
  byId('title').textContent = `Trial ${trialNumber} of evaluation ${evaluation}`;
  byId('summary').textContent = trial.summary;
  facts('fields', {
    outcome: trial.outcome,
    score: number(trial.score),
    official: trial.official ? 'yes' : 'no',
    'average acceleration': quantity(trial.average_acceleration, 'm/s²', 3),
    'maximum acceleration': quantity(trial.maximum_acceleration, 'm/s²', 3),
    'final distance to checkpoint': quantity(trial.final_distance, 'm'),
    steps: trial.steps,
    'distance travelled': quantity(trial.distance_travelled, 'm'),
    'power left': `${trial.power_left} steps`,
    duration: quantity(trial.duration, 's', 1),
    world: trial.world,
    seed: trial.seed,
    note: [trial.detail, trial.reason].filter(Boolean).join('; ') || '–',
  });
  const files = [];
  if (trial.has_replay) files.push(link(`${address}/replay.mcap`, 'Replay with all sensor data (MCAP)', true));
  if (trial.has_log) files.push(link(`${address}/log`, 'Log', true));
  byId('downloads').replaceChildren(...files.map((file) => {
    const item = document.createElement('li');
    item.append(file);
    return item;
  }));
}

// The report of the step that the rover is in at a time.
function stepAt(track, time) {
  const { steps } = track;
  let i = steps.time.findIndex((end) => end >= time - 1e-6);
  if (i < 0) i = steps.time.length - 1;
  const values = Object.fromEntries(Object.entries(steps).map(([name, column]) => [name, column[i]]));
  const terms = Object.entries(track.reward_terms).map(([name, column]) => [name, column[i]]);
  return { ...values, reward_terms: Object.fromEntries(terms.filter(([, value]) => value != null)) };
}

async function showReplay() {
  const reply = await fetch(`${address}/track`);
  const track = await reply.json();
  if (!reply.ok) {
    byId('map-text').textContent = track.detail;
    return;
  }
  map.showWorld(track.world, `${address}/relief.png`);
  const way = track.moments.map(([, x, y]) => [x, y]);
  map.showWay(way);
  new Player(track.moments.map(([time]) => time), (i) => {
    const [time, x, y, yaw] = track.moments[i];
    map.showTrail(way.slice(0, i + 1));
    map.showPose({ x, y, yaw });
    showStep({ ...stepAt(track, time), pose: { x, y, yaw } });
  }).start();
}

function showNoReplay() {
  byId('map-text').textContent = 'No replay was kept of this trial; parameter replays of node scorer names a folder for them.';
  byId('video-text').textContent = 'A video is made from the replay.';
}

map.start();
const reply = await fetch(address);
const trial = await reply.json();
if (reply.ok) {
  showFields(trial);
  if (trial.has_replay) showReplay();
  else showNoReplay();
} else {
  byId('summary').textContent = trial.detail;
  document.querySelector('.grid').hidden = true;
}
offerVideos(() => `${address}/videos`, trial.has_replay);
