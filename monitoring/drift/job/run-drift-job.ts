import type { DriftResult } from '../../../lib/contract/drift.ts';
import { keys } from '../../../lib/contract/keys.ts';
import { checkName } from '../../../lib/registry/names.ts';
import { type AccuracyHour, readAccuracy } from '../../labels/accuracy-day.ts';
import { refreshAccuracy } from '../../labels/refresh-accuracy.ts';
import { paceFor, setPace } from '../publish/pace.ts';
import { type History, readHistory } from '../windows/read-history.ts';
import { addHours, type Window } from '../windows/window.ts';
import { coverageOf } from './coverage.ts';
import { type JudgeInput, judge, LABEL_HOURS } from './judge.ts';
import { keepLatest, newestOf } from './keep-latest.ts';
import { type Judged, keepResult } from './keep-result.ts';
import { knownVolume } from './known-volume.ts';
import { lefts } from './left.ts';
import { latestLinks, neighbourLinks } from './links.ts';
import { hoursFor, isOver, type Plan, planRun, versionsOf } from './plan.ts';
import type { DriftPorts, DriftRequest, DriftRun, RunResult } from './ports.ts';
import { isReference, type Reference, References } from './references.ts';
import { countSources, labelSources } from './sources.ts';
import { tellRun, tellWindows, type WindowToTell } from './tell.ts';
import { isWithin } from './version-hours.ts';

export type { DriftPorts, DriftRequest, DriftRun, Left, RunResult } from './ports.ts';

/**
 * Judges windows of a model: each version that answered in it against its own reference. It may be run at any time,
 * by any number at once and again after it was cut off: what is there from the same sources stays as it is.
 *
 * @returns what was judged, and what could not be and why: that a window, a reference or rows are wanting is an
 *   answer, not a fault
 * @throws UserError for a window that is none or has not begun; StoreError when a store fails for good
 */
export async function runDriftJob(ports: DriftPorts, request: DriftRequest): Promise<DriftRun> {
  const { model, force = false } = request;
  checkName('model', model);
  const startedAt = ports.now();
  const plan = planRun(request.window, startedAt);
  const references = new References(ports.registry, model);
  const labels = await refreshAccuracy(ports.monitoring, { model, now: startedAt, references, force });
  const history = await readHistory(ports.monitoring, {
    ...{ model, span: plan.span, look: plan.look, completeHour: plan.completeHour },
    expect: async (version) => {
      const found = await references.of(version);
      if (!isReference(found)) return undefined;
      const { profile, layout, empty } = found;
      return { model, bins: profile.layout, layout, empty };
    },
  });
  const known = await readAccuracy(ports.monitoring, model, {
    from: addHours(plan.span.to, 1 - LABEL_HOURS - 2 * 24),
    to: plan.span.to,
  });
  const run: Run = { ports, model, force, plan, references, history, labels: known, startedAt };
  const judged = await judgeWindows(run);
  const hours = labelledHours(known, labels.changed);
  await tellWindows(ports, { model, now: startedAt, force, windows: judged.told, hours });
  if (!plan.isAsked) await setPace(ports.monitoring, model, paceFor(writersOf(history, plan)));
  const milliseconds = Math.max(0, ports.now().getTime() - startedAt.getTime());
  tellRun(ports, { model, milliseconds });
  const looked = history.hours.filter((hour) => isWithin(hour, plan.look));
  return {
    ...{ model, results: judged.results, milliseconds },
    left: await lefts({ plan, history, references, model, location: ports.monitoring.location }),
    broken: looked.flatMap(({ broken }) => broken),
    brokenObjects: looked.reduce((sum, { brokenObjects }) => sum + brokenObjects, 0),
    labels: { read: labels.read, invalid: labels.invalid, unknown: labels.unknown },
  };
}

/** Those of the week, and older ones of which labels came now. */
function labelledHours(week: readonly AccuracyHour[], changed: readonly AccuracyHour[]): AccuracyHour[] {
  const hours = new Map([...changed, ...week].map((hour) => [hour.hour, hour]));
  return [...hours.values()].toSorted((a, b) => (a.hour < b.hour ? -1 : 1));
}

interface Run {
  readonly ports: DriftPorts;
  readonly model: string;
  readonly force: boolean;
  readonly plan: Plan;
  readonly references: References;
  readonly history: History;
  readonly labels: readonly AccuracyHour[];
  readonly startedAt: Date;
}

interface JudgedWindows {
  readonly results: RunResult[];
  readonly told: WindowToTell[];
}

async function judgeWindows(run: Run): Promise<JudgedWindows> {
  const results: RunResult[] = [];
  const told: WindowToTell[] = [];
  for (const window of run.plan.windows) {
    const hours = hoursFor(run.history.hours, window);
    for (const version of versionsOf(hours, window)) {
      const reference = await run.references.of(version);
      if (!isReference(reference)) continue;
      const one = await judgeOne(run, { window, reference, hours });
      results.push(one.run);
      if (one.told) told.push(one.told);
    }
  }
  // Whether it was judged now or before: the run that judged it may have been cut off.
  const latest = newestOf(told);
  if (latest) await keepNewest(run.ports, latest);
  return { results, told };
}

function keepNewest(ports: DriftPorts, { result, reference }: WindowToTell): Promise<void> {
  const links = (ports.links ?? latestLinks)(result);
  return keepLatest(ports.monitoring, result, () => ports.render(result, reference.profile, links));
}

interface One {
  readonly window: Window;
  readonly reference: Reference;
  readonly hours: History['hours'];
}

interface JudgedOne {
  readonly run: RunResult;
  readonly told?: WindowToTell;
}

async function judgeOne(run: Run, one: One): Promise<JudgedOne> {
  const { ports, model, plan, startedAt } = run;
  const { window, reference } = one;
  const { version } = reference;
  const over = isOver(window, startedAt);
  const judgeNow = () => judgeAndRender(run, one, over);
  if (!over) {
    const { result } = await judgeNow();
    return { run: { result, key: null, reportKey: null, isNew: true } };
  }
  const { result, isNew } = await keepResult(ports.monitoring, {
    ...{ model, window: window.id, version, force: run.force, sources: allSources(run, one) },
    judge: judgeNow,
  });
  const key = keys.driftResult(model, window.id, version);
  const reportKey = keys.driftReport(model, window.id, version);
  const sources = countSources({ profile: reference.source, model, hours: one.hours });
  const isNewest = window.to === plan.completeHour;
  const told = { result, window, reference, hours: one.hours, sources, isNewest };
  return { run: { result, key, reportKey, isNew }, told };
}

async function judgeAndRender(run: Run, { window, reference, hours }: One, over: boolean): Promise<Judged> {
  const { ports, model } = run;
  const sources = allSources(run, { window, reference, hours });
  const input: JudgeInput = {
    ...{ model, window, reference, hours, sources, isOver: over },
    labels: labelsFor(run, window),
    computedAt: ports.now(),
  };
  const judged = judge(input);
  const quality = await knownVolume(ports, run.references, { input, found: judged.quality });
  const coverage = await coverageOf(ports, model, { hours, span: judged.window });
  const result: DriftResult = { ...judged, quality, coverage };
  const links = (ports.links ?? neighbourLinks)(result);
  return { result, html: ports.render(result, reference.profile, links) };
}

function allSources(run: Run, { window, reference, hours }: One) {
  const { model } = run;
  return [
    ...countSources({ profile: reference.source, model, hours }),
    ...labelSources({ model, labels: labelsFor(run, window) }),
  ];
}

/** Seven days, and so many before as a window may have grown: both end with it. */
function labelsFor({ labels }: Run, { to }: Window): AccuracyHour[] {
  return labels.filter((hour) => isWithin(hour, { from: addHours(to, 1 - LABEL_HOURS), to }));
}

/** Sandboxes that counted in the newest hour that is over. */
function writersOf({ hours }: History, { completeHour }: Plan): number {
  return hours.reduce((sum, { hour, objects }) => (hour === completeHour ? sum + objects : sum), 0);
}
