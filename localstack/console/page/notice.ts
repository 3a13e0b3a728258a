import { byId } from './elements.ts';

/**
 * Says something once, to those who see and to those who listen: outcomes of what they did, alarms, a lost
 * connection. What changes by the second is never said.
 */
export function notice(text: string, tone: 'plain' | 'bad' = 'plain'): void {
  const element = byId('notice');
  element.classList.toggle('bad', tone === 'bad');
  if (element.textContent !== text) element.textContent = text;
}
