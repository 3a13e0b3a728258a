import { byId } from './elements.ts';

/** Long enough to be read twice; whatever goes on is in the sentence on top of the page too. */
const SHOWN_MS = 12_000;

let timer: number | undefined;

/**
 * Says something once, to those who see and to those who listen: outcomes of what they did, alarms, a lost
 * connection. What changes by the second is never said.
 */
export function notice(text: string, tone: 'plain' | 'bad' = 'plain'): void {
  const element = byId('notice');
  element.classList.toggle('bad', tone === 'bad');
  element.textContent = text;
  clearTimeout(timer);
  timer = setTimeout(() => {
    element.textContent = '';
  }, SHOWN_MS);
}
