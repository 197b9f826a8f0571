// The leaderboard: official and unofficial trials apart, one row per trial, the best policy first.

import { byId, link, number, outcome, reveal, row } from './dom.js';

const TITLES = [
  'Trial', 'Outcome', 'Score', 'Mean acceleration [m/s²]', 'Max acceleration [m/s²]',
  'To checkpoint [m]', 'Steps', 'Power left [steps]',
];
const LOOK_MS = 3000;

const spaced = (parts) => parts.flatMap((part) => [' ', part]);

// What was handed in and written down; text is shown by the browser, never run.
function submittedFiles(id, { has_reward: hasReward, has_log: hasLog }) {
  const api = `/api/submissions/${id}`;
  const files = [link(`${api}/policy.onnx`, 'ONNX', true)];
  if (hasReward) files.push(link(`${api}/reward.py`, 'reward'));
  if (hasLog) files.push(link(`${api}/log`, 'log', true));
  return spaced(files);
}

function trialFiles(entry, trial) {
  const page = `/trials/${entry.evaluation_id}/${trial.number}`;
  const api = `/api/evaluations/${entry.evaluation_id}/trials/${trial.number}`;
  const files = [link(page, trial.has_replay ? 'replay and video' : 'details')];
  if (trial.has_log) files.push(link(`${api}/log`, 'log', true));
  if (trial.has_replay) files.push(link(`${api}/replay.mcap`, 'MCAP', true));
  return spaced(files);
}

function element(tag, className, ...content) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...content);
  return made;
}

// A row over the whole width, whose text stays in sight where the table is wider than the screen.
function wideRow(className, tag, ...content) {
  const line = row([element('div', 'stays', ...content)], tag);
  line.className = className;
  line.cells[0].colSpan = TITLES.length;
  return line;
}

function policyRow(entry) {
  // Of a file that nobody submitted: its folder, which is the name of the run, and its name.
  const isFile = entry.submission_id == null;
  const policy = isFile ? entry.policy.split('/').slice(-2).join('/') : entry.policy;
  const name = element('strong', '', `${entry.rank}. ${policy}`);
  const hash = element('code', '', entry.policy_hash.slice(0, 12));
  hash.title = `sha256 ${entry.policy_hash}`;
  const files = isFile ? [] : submittedFiles(entry.submission_id, entry);
  const driven = `Best ${number(entry.best)}, driven in ${entry.trials[0].world} on ${new Date(entry.began_at).toLocaleString()}.`;
  const about = [driven, entry.description].filter(Boolean).join(' ');
  const line = wideRow('policy', 'th', name, ' ', hash, ...files, element('p', 'note', about));
  line.cells[0].scope = 'rowgroup';
  return line;
}

function trialRows(entry, trial) {
  const line = row([
    String(trial.number), outcome(trial.outcome), number(trial.score),
    number(trial.average_acceleration, 3), number(trial.maximum_acceleration, 3),
    number(trial.final_distance), String(trial.steps), String(trial.power_left),
  ]);
  line.className = 'trial';
  const about = [trial.summary, trial.reason].filter(Boolean).join('; ');
  return [line, wideRow('about', 'td', about, ...trialFiles(entry, trial))];
}

function entryBody(entry) {
  const body = document.createElement('tbody');
  body.append(policyRow(entry), ...entry.trials.flatMap((trial) => trialRows(entry, trial)));
  return body;
}

async function showKind(kind, world) {
  const query = new URLSearchParams({ world, official: kind === 'official' });
  const board = await (await fetch(`/api/leaderboard?${query}`)).json();
  const table = byId(kind);
  table.tHead.replaceChildren(row(TITLES, 'th'));
  for (const body of [...table.tBodies]) body.remove();
  table.append(...board.entries.map(entryBody));
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
    item.append(`${submission.name}: ${submission.message}`, ...submittedFiles(submission.id, submission));
    return item;
  }));
  if (under.some((submission) => submission.state !== 'failed')) setTimeout(() => { showQueue(); show(); }, LOOK_MS);
}

byId('world').addEventListener('change', show);
byId('filter').addEventListener('submit', (event) => event.preventDefault());
show();
showQueue();
