// The live page: takes what changed from the server and hands it to the parts of the page.

import { startCameras } from './camera.js';
import { byId, conceal } from './dom.js';
import { showEpisodes, showEvents } from './events.js';
import { showScan } from './lidar.js';
import { map } from './map.js';
import { showStep } from './step.js';
import { showCurves, showTraining } from './training.js';

const SHORTEST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5000;
const ROVERS = {
  training: 'Shown: one of the rovers that train, a few of its steps at a time.',
  simulation: 'Shown: the rover of the simulation.',
};

let model;

const join = (old, piece) => (piece.restart ? piece.items : old.concat(piece.items));

function changeRover(rover) {
  byId('rover-text').textContent = ROVERS[rover];
  Object.assign(model, { trail: [], pose: null, scan: null });
  map.showTrail(model.trail);
  map.showPose(model.pose);
  for (const part of ['step', 'terms']) conceal(part);
}

function take(news) {
  if (news.rover) changeRover(news.rover);
  for (const name of ['pose', 'step', 'scan', 'training', 'episodes', 'events']) {
    if (news[name]) model[name] = news[name];
  }
  if (news.trail) map.showTrail(model.trail = join(model.trail, news.trail));
  if (news.curve) showCurves(model.curve = join(model.curve, news.curve));
  if (news.pose) map.showPose(model.pose);
  if (news.pose || news.scan) map.showFan(model.scan, model.pose);
  if (news.scan) showScan(model.scan);
  if (news.step) showStep(model.step);
  if (news.training) showTraining(model.training);
  if (news.episodes) showEpisodes(model.episodes);
  if (news.events) showEvents(model.events);
  if (news.world) fetch('/api/world').then((reply) => reply.json()).then((world) => map.showWorld(world, `/api/world/relief.png?${world.checksum}`));
}

function connect(waitMs) {
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`);
  const light = byId('connection');
  let nextWaitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
  socket.onopen = () => {
    model = { trail: [], curve: [] };
    nextWaitMs = SHORTEST_WAIT_MS;
    light.textContent = 'connected';
    light.className = 'open';
  };
  socket.onmessage = (message) => take(JSON.parse(message.data));
  socket.onclose = () => {
    light.textContent = 'connection lost, trying again';
    light.className = '';
    setTimeout(() => connect(nextWaitMs), waitMs);
  };
}

map.start();
connect(SHORTEST_WAIT_MS);
startCameras();
