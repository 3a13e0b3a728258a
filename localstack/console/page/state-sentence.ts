import type { AlarmView, LiveAnswer, StateAnswer } from '../api.ts';
import { h } from './elements.ts';
import { clock, plural, rate, words } from './format.ts';
import type { Tone } from './sections/part.ts';

/** How the stack is, in one sentence: the worst that is known goes before all else. */
export function stateSentence(live: LiveAnswer, state: StateAnswer | undefined): HTMLElement {
  const [tone, sentence, detail] = sentenceOf(live, state);
  return h('p', { class: `verdict ${tone}` }, h('strong', {}, sentence), detail === '' ? null : ` ${detail}`);
}

/** When the page shows how things were. @param live the latest answer there was */
export function staleSentence(tone: Tone, why: string, live: LiveAnswer | undefined): HTMLElement {
  const detail = live === undefined ? '' : ` What you see is how it was at ${clock(live.at)}.`;
  return h('p', { class: `verdict ${tone}` }, h('strong', {}, why), detail);
}

function sentenceOf({ flow }: LiveAnswer, state: StateAnswer | undefined): readonly [Tone, string, string] {
  const ringing = ringingOf(state);
  if (ringing.length > 0) {
    const names = ringing.map(({ name }) => words(name)).join(', ');
    return ['bad', `${plural(ringing.length, 'alarm rings', 'alarms ring')}: ${names}.`, ringing[0]!.first];
  }
  if (flow.waiting !== null) return ['bad', 'Records wait.', `The function says: ${words(flow.waiting)}.`];
  if (state !== undefined && 'value' in state.versions && state.versions.value.champion === null) {
    const first = state.versions.value.count === 0 ? 'Train or publish a version' : 'Promote a version';
    return ['open', 'Records wait for a champion.', `${first}; no record is lost.`];
  }
  const { predicted, rejected } = flow.rates;
  if (predicted + rejected === 0) return ['good', 'Ready.', 'No record came in the last ten seconds.'];
  const by = flow.served === null ? '' : ` by version ${flow.served}`;
  return ['good', 'Records flow.', `${rate(predicted)} predictions a second${by}.`];
}

export function ringingOf(state: StateAnswer | undefined): readonly AlarmView[] {
  if (state === undefined || !('value' in state.alarms)) return [];
  return state.alarms.value.filter((alarm) => alarm.state === 'alarm' && !alarm.isTest);
}
