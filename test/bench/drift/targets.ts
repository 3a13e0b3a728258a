import type { Rates } from './outcome.ts';
import { LEAST_POWER, MOST_FALSE_ALARMS, type Scenario } from './scenarios.ts';

/** In words, what a scenario missed; undefined when it missed nothing. */
export function missedTarget({ name, target }: Scenario, rates: Rates): string | undefined {
  if (target === 'quiet' && rates.alarm > MOST_FALSE_ALARMS) {
    return `${name}: ${percent(rates.alarm)} alarm, at most ${percent(MOST_FALSE_ALARMS)} may`;
  }
  if (target === 'quiet' && rates.insufficient > 0) {
    return `${name}: ${percent(rates.insufficient)} were not judged, though there were rows enough`;
  }
  if (target === 'insufficient' && rates.insufficient < 1) {
    return `${name}: ${percent(1 - rates.insufficient)} were judged on too few rows`;
  }
  if (target === 'power' && Math.min(rates.window, rates.alarm) < LEAST_POWER) {
    return `${name}: found in ${percent(rates.window)} of windows and ${percent(rates.alarm)} after two of three, ${percent(LEAST_POWER)} wanted`;
  }
  return undefined;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}
