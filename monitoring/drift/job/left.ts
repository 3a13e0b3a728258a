import { HISTORY_HOURS, type History, type Place } from '../windows/read-history.ts';
import { hoursFor, type Plan, versionsOf } from './plan.ts';
import type { Left } from './ports.ts';
import { isReference, type References } from './references.ts';
import { isWithin } from './version-hours.ts';

export interface LeftInput {
  readonly plan: Plan;
  readonly history: History;
  readonly references: References;
  readonly model: string;
  /** Of the store, for messages. */
  readonly location: string;
}

/** What was not judged, and why: versions without a reference, windows that nothing was counted in. */
export async function lefts(input: LeftInput): Promise<Left[]> {
  const { plan, references, model, location } = input;
  const left: Left[] = [];
  const toJudge = placesToJudge(input);
  for (const [version, places] of Map.groupBy(toJudge, (place) => place.version)) {
    const found = await references.of(version);
    if (!isReference(found)) left.push({ window: places.at(-1)!.hour, version, ...found });
  }
  if (toJudge.length > 0) return left;
  const window = plan.isAsked ? plan.windows[0]!.id : null;
  return [{ window, version: null, why: 'no-windows', message: nothingCounted(model, location, window) }];
}

/** Those that were merged while the registry knew their version, too. */
function placesToJudge({ plan, history }: LeftInput): Place[] {
  const merged = plan.windows.flatMap((window) =>
    versionsOf(hoursFor(history.hours, window), window).map((version) => ({ hour: window.to, version })),
  );
  return [...history.passedOver.filter((place) => isWithin(place, plan.look)), ...merged];
}

function nothingCounted(model: string, location: string, window: string | null): string {
  const weeks = HISTORY_HOURS / (7 * 24);
  const when = window === null ? `the last ${weeks} weeks` : `${window} or the ${weeks} weeks before it`;
  return `nothing of ${model} was counted in ${when} in ${location}; expected records that its function predicted: send some, and judge their hour when it is over`;
}
