// One page file serves every address; this shows the part that belongs to this one.

import { byId } from './dom.js';
import { startLeaderboard } from './leaderboard.js';
import { startLive } from './live.js';

for (const link of document.querySelectorAll('nav a')) {
  if (link.pathname === location.pathname) link.setAttribute('aria-current', 'page');
}
if (location.pathname === '/leaderboard') {
  byId('leaderboard').hidden = false;
  byId('connection').hidden = true;
  document.title = 'Leaderboard · Jezero';
  startLeaderboard();
} else {
  byId('live').hidden = false;
  document.title = 'Live · Jezero';
  startLive();
}
