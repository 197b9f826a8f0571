// The leaderboard page: one row per trial, best policy first.

import { byId, number, outcome, row } from './dom.js';

const TITLES = [
  'Rank', 'Policy', 'Driven', 'World', 'Outcome', 'Score', 'Official', 'Mean acceleration [m/s²]',
  'Max acceleration [m/s²]', 'To checkpoint [m]', 'Steps', 'Power left', 'Note',
];
const TOLD_ONCE = 3;

function trialCells(trial) {
  return [
    trial.world, outcome(trial.outcome), number(trial.score), trial.official ? 'yes' : 'no',
    number(trial.average_acceleration, 3), number(trial.maximum_acceleration, 3),
    number(trial.final_distance), String(trial.steps), String(trial.power_left),
    [trial.detail, trial.reason].filter(Boolean).join('; '),
  ];
}

function entryRows(entry) {
  const driven = new Date(entry.began_at).toLocaleString();
  const policy = `${entry.policy} (${entry.policy_hash.slice(0, 12)})`;
  return entry.trials.map((trial, i) => {
    const once = i === 0 ? [String(entry.rank), policy, driven] : [];
    const line = row([...once, ...trialCells(trial)]);
    if (i === 0) for (const cell of [...line.cells].slice(0, TOLD_ONCE)) cell.rowSpan = entry.trials.length;
    return line;
  });
}

async function show() {
  const reply = await fetch(`/api/leaderboard?official_only=${byId('official-only').checked}`);
  const board = await reply.json();
  byId('board-text').textContent = board.message;
  byId('board').hidden = board.entries.length === 0;
  byId('board').tHead.replaceChildren(row(TITLES, 'th'));
  byId('board').tBodies[0].replaceChildren(...board.entries.flatMap(entryRows));
}

export function startLeaderboard() {
  byId('official-only').addEventListener('change', show);
  show();
}
