// The LIDAR fan: on the map, and by itself with the rover's nose up.

import { byId, draw, number, reveal } from './dom.js';

const NEAR_M = 1;

function ends(scan, pose) {
  return scan.ranges.map((range, i) => {
    const angle = pose.yaw + scan.angle_min + i * scan.angle_increment;
    const reach = range ?? scan.range_max;
    return [pose.x + reach * Math.cos(angle), -(pose.y + reach * Math.sin(angle))];
  });
}

export function fanPath(scan, pose) {
  return `M${pose.x} ${-pose.y}L${ends(scan, pose).map(([x, y]) => `${x.toFixed(3)} ${y.toFixed(3)}`).join('L')}Z`;
}

export function showScan(scan) {
  reveal('scan');
  const ahead = { x: 0, y: 0, yaw: Math.PI / 2 };
  const reach = scan.range_max;
  const dots = (test) => ends(scan, ahead)
    .filter((_, i) => scan.ranges[i] != null && test(scan.ranges[i]))
    .map(([x, y]) => `M${x.toFixed(3)} ${y.toFixed(3)}h0`).join('');
  const svg = byId('scan');
  svg.setAttribute('viewBox', `${-reach - 0.1} ${-reach - 0.1} ${2 * reach + 0.2} ${reach + 0.5}`);
  svg.replaceChildren(draw('path', { class: 'fan', d: fanPath(scan, ahead) }));
  for (let ring = 1; ring <= reach; ring += 1) {
    svg.append(draw('path', { class: 'ring', d: `M${ring} 0A${ring} ${ring} 0 0 0 ${-ring} 0` }), draw('text', { x: ring, y: 0.38 }, `${ring} m`));
  }
  svg.append(
    draw('path', { class: 'hits', d: dots((range) => range >= NEAR_M) }),
    draw('path', { class: 'near', d: dots((range) => range < NEAR_M) }),
  );
  const nearest = scan.ranges.reduce((best, range, i) => (
    range != null && (best < 0 || range < scan.ranges[best]) ? i : best), -1);
  byId('scan-text').textContent = nearest < 0 ? `Nothing within ${number(reach, 1)} m.`
    : `Nearest ${number(scan.ranges[nearest])} m, ${side(scan.angle_min + nearest * scan.angle_increment)}.`;
}

function side(angle) {
  const degrees = Math.round(angle * 180 / Math.PI);
  return degrees === 0 ? 'straight ahead' : `${Math.abs(degrees)}° to the ${degrees > 0 ? 'left' : 'right'}`;
}
