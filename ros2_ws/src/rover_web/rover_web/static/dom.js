// Small tools for building the page. Positions are metres in the map frame; SVG's y points down, so
// y is negated wherever a point is drawn.

export const byId = (id) => document.getElementById(id);
const SVG = 'http://www.w3.org/2000/svg';

export function draw(name, attributes = {}, text = '') {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

export function row(cells, tag = 'td') {
  const line = document.createElement('tr');
  for (const cell of cells) {
    const element = document.createElement(tag);
    element.append(cell);
    line.append(element);
  }
  return line;
}

export const number = (value, digits = 2) => (value == null ? '–' : value.toFixed(digits));
export const quantity = (value, unit, digits = 2) => (value == null ? '–' : `${value.toFixed(digits)} ${unit}`);
export const points = (list) => list.map(([x, y]) => `${x},${-y}`).join(' ');

export function reveal(id) {
  byId(id).removeAttribute('hidden'); // SVG elements have no property of that name
  document.querySelector(`[data-empty="${id}"]`)?.setAttribute('hidden', '');
}

export function conceal(id) {
  byId(id).setAttribute('hidden', '');
  document.querySelector(`[data-empty="${id}"]`)?.removeAttribute('hidden');
}

export function span(text) {
  const element = document.createElement('span');
  element.textContent = text;
  return element;
}

export function outcome(name) {
  const element = span(name);
  element.className = name === 'reached' ? 'outcome-reached' : 'outcome-ended';
  return element;
}

export function link(address, text, download = false) {
  const element = document.createElement('a');
  element.href = address;
  element.textContent = text;
  if (download) element.download = '';
  return element;
}

export const percent = (share) => (share == null ? '–' : `${(100 * share).toFixed(0)} %`);

export function facts(id, lines) {
  byId(id).replaceChildren(...Object.entries(lines).map(([name, value]) => {
    const [pair, term, description] = ['div', 'dt', 'dd'].map((tag) => document.createElement(tag));
    term.append(...name.split(/(?<=_)/).flatMap((part) => [part, document.createElement('wbr')]));
    description.append(value);
    pair.append(term, description);
    return pair;
  }));
}

export function duration(seconds) {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  if (hours) return `${hours} h ${minutes} min`;
  return minutes ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}
