// The leaderboard: official and unofficial trials apart, one row per trial, the best policy first.

import { byId, link, number, outcome, reveal, row } from './dom.js';

const TITLES = [
  'Rank', 'Policy', 'Driven', 'World', 'Outcome', 'Score', 'Mean acceleration [m/s²]',
  'Max acceleration [m/s²]', 'To checkpoint [m]', 'Steps', 'Power left', 'See', 'Summary',
];
const TOLD_ONCE = 3;
const LOOK_MS = 3000;

function filesOf(entry, trial) {
  const cell = document.createElement('span');
  const page = `/trials/${entry.evaluation_id}/${trial.number}`;
  const api = `/api/evaluations/${entry.evaluation_id}/trials/${trial.number}`;
  cell.append(link(page, trial.has_replay ? 'replay and video' : 'details'));
  if (trial.has_log) cell.append(' ', link(`${api}/log`, 'log', true));
  if (trial.has_replay) cell.append(' ', link(`${api}/replay.mcap`, 'MCAP', true));
  return cell;
}

function policyOf(entry) {
  const cell = document.createElement('span');
  cell.append(entry.policy);
  const hash = document.createElement('code');
  hash.textContent = entry.policy_hash.slice(0, 12);
  hash.title = `sha256 ${entry.policy_hash}`;
  cell.append(' ', hash);
  if (entry.submission_id != null) cell.append(' ', link(`/api/submissions/${entry.submission_id}/policy.onnx`, 'ONNX', true));
  return cell;
}

function trialCells(entry, trial) {
  return [
    trial.world, outcome(trial.outcome), number(trial.score),
    number(trial.average_acceleration, 3), number(trial.maximum_acceleration, 3),
    number(trial.final_distance), String(trial.steps), String(trial.power_left), filesOf(entry, trial),
    [trial.summary, trial.reason].filter(Boolean).join('; '),
  ];
}

function entryRows(entry) {
  const driven = new Date(entry.began_at).toLocaleString();
  return entry.trials.map((trial, i) => {
    const once = i === 0 ? [String(entry.rank), policyOf(entry), driven] : [];
    const line = row([...once, ...trialCells(entry, trial)]);
    if (i === 0) for (const cell of [...line.cells].slice(0, TOLD_ONCE)) cell.rowSpan = entry.trials.length;
    return line;
  });
}

async function showKind(kind, world) {
  const query = new URLSearchParams({ world, official: kind === 'official' });
  const board = await (await fetch(`/api/leaderboard?${query}`)).json();
  const table = byId(kind);
  table.tHead.replaceChildren(row(TITLES, 'th'));
  table.tBodies[0].replaceChildren(...board.entries.flatMap(entryRows));
  table.closest('section').hidden = board.entries.length === 0;
  return board;
}

async function show() {
  const world = byId('world').value;
  const [official, unofficial] = await Promise.all([showKind('official', world), showKind('unofficial', world)]);
  byId('csv').search = new URLSearchParams({ world });
  const known = [...byId('world').options].map((option) => option.value);
  for (const name of official.worlds) if (!known.includes(name)) byId('world').append(new Option(name, name));
  const n = official.entries.length + unofficial.entries.length;
  byId('board-text').textContent = n === 0 ? official.message
    : `${official.entries.length} with official trials, ${unofficial.entries.length} with unofficial ones, the best first.`;
}

async function showQueue() {
  const under = await (await fetch('/api/submissions')).json();
  const [queue, none] = [byId('queue'), document.querySelector('[data-empty="queue"]')];
  if (under.length) reveal('queue');
  else [queue.hidden, none.hidden] = [true, false];
  queue.replaceChildren(...under.map((submission) => {
    const item = document.createElement('li');
    item.textContent = `${submission.name}: ${submission.message}`;
    return item;
  }));
  if (under.some((submission) => submission.state !== 'failed')) setTimeout(() => { showQueue(); show(); }, LOOK_MS);
}

byId('world').addEventListener('change', show);
byId('filter').addEventListener('submit', (event) => event.preventDefault());
show();
showQueue();
