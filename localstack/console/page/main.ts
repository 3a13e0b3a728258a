import type { LiveAnswer, StateAnswer } from '../api.ts';
import { listenForActions } from './actions.ts';
import { getLive, getState, parseState } from './api-client.ts';
import { byId, h } from './elements.ts';
import { words } from './format.ts';
import { notice } from './notice.ts';
import { patch } from './patch.ts';
import { polling } from './polling.ts';
import { alarmsSection } from './sections/alarms.ts';
import { driftSection } from './sections/drift.ts';
import { part } from './sections/part.ts';
import { placeSection } from './sections/place.ts';
import { predictionsSection } from './sections/predictions.ts';
import { rejectionsSection } from './sections/rejections.ts';
import { streamSection } from './sections/stream.ts';
import { trainingSection } from './sections/training.ts';
import { versionsSection } from './sections/versions.ts';
import { ringingOf, stateSentence } from './state-sentence.ts';

/** A record that was sent is seen within two seconds. */
const LIVE_MS = 500;
const STATE_MS = 2_000;

let live: LiveAnswer | undefined;
let state: StateAnswer | undefined;
let stateText = '';
let isLost = false;

function showLive(answer: LiveAnswer): void {
  live = answer;
  patch(byId('model'), [
    answer.model,
    answer.flow.served === null
      ? null
      : h('span', { class: 'aside' }, ` version ${answer.flow.served} answers`),
  ]);
  patch(byId('state'), stateSentence(answer, state));
  patch(byId('stream-body'), streamSection(answer.flow));
  patch(byId('predictions-body'), predictionsSection(answer, state?.place));
  patch(byId('rejections-body'), rejectionsSection(answer));
}

function showState(text: string): void {
  if (text === stateText) return;
  const before = state;
  stateText = text;
  state = parseState(text);
  const { versions, drift, alarms, studies, place } = state;
  patch(
    byId('drift-body'),
    part(drift, (value) => driftSection(value, lacksProfile(versions))),
  );
  patch(byId('alarms-body'), part(alarms, alarmsSection));
  patch(byId('versions-body'), part(versions, versionsSection));
  patch(byId('training-body'), part(studies, trainingSection));
  patch(byId('place-body'), placeSection(place));
  if (live !== undefined) showLive(live);
  tellOfAlarms(before, state);
}

/** Without a profile of the champion nothing can be judged. */
function lacksProfile(versions: StateAnswer['versions']): boolean {
  if (!('value' in versions)) return false;
  const { champion, versions: list } = versions.value;
  return list.some(({ version, hasProfile }) => version === champion?.version && !hasProfile);
}

/** An alarm that begins to ring is said once. */
function tellOfAlarms(before: StateAnswer | undefined, after: StateAnswer): void {
  const known = new Set(ringingOf(before).map(({ name }) => name));
  const begun = ringingOf(after).filter(({ name }) => !known.has(name));
  if (begun.length > 0) notice(`Alarm: ${begun.map(({ name }) => words(name)).join(', ')}.`, 'bad');
}

/** @returns whether there was an answer */
async function ask(question: () => Promise<void>): Promise<boolean> {
  try {
    await question();
    if (isLost) notice('The stack answers again.');
    isLost = false;
    document.body.classList.remove('lost');
    return true;
  } catch {
    if (!isLost)
      notice('The stack does not answer: it may have been stopped. What you see is how it was.', 'bad');
    isLost = true;
    document.body.classList.add('lost');
    return false;
  }
}

const livePolling = polling(() => ask(async () => showLive(await getLive())), LIVE_MS);
const statePolling = polling(() => ask(async () => showState(await getState())), STATE_MS);

const pause = byId<HTMLButtonElement>('pause');
pause.addEventListener('click', () => {
  const isPaused = pause.getAttribute('aria-pressed') !== 'true';
  pause.setAttribute('aria-pressed', String(isPaused));
  livePolling.set(!isPaused);
  statePolling.set(!isPaused);
});

listenForActions({ state: () => state, refresh: () => statePolling.now() });
statePolling.now();
livePolling.now();
