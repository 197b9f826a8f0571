// Episodes that have ended, and other things that happened.

import { byId, number, outcome, reveal, row } from './dom.js';

export function showEpisodes(episodes) {
  reveal('episodes');
  byId('episodes').tBodies[0].replaceChildren(...episodes.map((episode) => row([
    episode.episode_id, outcome(episode.outcome), number(episode.score), String(episode.steps),
    number(episode.distance_travelled), number(episode.average_linear_acceleration, 3),
    number(episode.final_distance_to_checkpoint), number(episode.total_reward),
    [episode.detail, episode.reason].filter(Boolean).join('; '),
  ])));
}

export function showEvents(events) {
  reveal('events');
  byId('events').replaceChildren(...events.map((event) => {
    const line = document.createElement('li');
    const time = document.createElement('time');
    const when = new Date(event.wall_time * 1000);
    time.dateTime = when.toISOString();
    time.textContent = when.toLocaleTimeString();
    line.append(time, `${event.kind}: ${event.text}`);
    return line;
  }));
}
