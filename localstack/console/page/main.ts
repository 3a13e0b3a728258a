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
import { ringingOf, staleSentence, stateSentence } from './state-sentence.ts';

/** A record that was sent is seen within two seconds. */
const LIVE_MS = 500;
const STATE_MS = 2_000;

let live: LiveAnswer | undefined;
let state: StateAnswer | undefined;
let stateText = '';
/** What was not answered last. */
const unanswered = new Set<string>();

function showLive(answer: LiveAnswer): void {
  live = answer;
  patch(byId('model'), [
    answer.model,
    answer.flow.served === null
      ? null
      : h('span', { class: 'aside' }, ` version ${answer.flow.served} answers`),
  ]);
  showSentence();
  patch(byId('stream-body'), streamSection(answer.flow));
  patch(byId('predictions-body'), predictionsSection(answer, state?.place));
  patch(byId('rejections-body'), rejectionsSection(answer));
}

/** What is on the page is of now only while there are answers. */
function showSentence(): void {
  if (unanswered.size > 0) patch(byId('state'), staleSentence('bad', 'The stack does not answer.', live));
  else if (isPaused()) patch(byId('state'), staleSentence('open', 'Paused.', live));
  else if (live !== undefined) patch(byId('state'), stateSentence(live, state));
}

function isPaused(): boolean {
  return document.body.classList.contains('paused');
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

/**
 * Two questions, of which one alone may get no answer: that is said once, and taken back when both have one.
 * @returns whether there was an answer
 */
async function ask(name: string, question: () => Promise<void>): Promise<boolean> {
  const wasLost = unanswered.size > 0;
  const isAnswered = await question().then(
    () => true,
    () => false,
  );
  if (isAnswered) unanswered.delete(name);
  else unanswered.add(name);
  const isLost = unanswered.size > 0;
  document.body.classList.toggle('lost', isLost);
  showSentence();
  if (wasLost && !isLost) notice('The stack answers again.');
  if (!wasLost && isLost)
    notice('The stack does not answer: it may have been stopped. What you see is how it was.', 'bad');
  return isAnswered;
}

const livePolling = polling(() => ask('live', async () => showLive(await getLive())), LIVE_MS);
const statePolling = polling(() => ask('state', async () => showState(await getState())), STATE_MS);

const pause = byId<HTMLButtonElement>('pause');
pause.addEventListener('click', () => {
  const pauses = document.body.classList.toggle('paused');
  pause.setAttribute('aria-pressed', String(pauses));
  showSentence();
  livePolling.set(!pauses);
  statePolling.set(!pauses);
});

listenForActions({ state: () => state, refresh: () => statePolling.now() });
statePolling.now();
livePolling.now();
