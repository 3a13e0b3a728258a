import type { DriftResult } from '../../../lib/contract/drift.ts';
import type { ReferenceProfile } from '../../../lib/contract/profile.ts';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import type { ModelRegistry } from '../../../lib/registry/registry.ts';
import type { ReportLinks } from '../../report/drift-report.ts';
import type { BrokenObject } from '../windows/merge-group.ts';

/** What the job needs of the world. */
export interface DriftPorts {
  /** Windows, labels and the log of predictions are read there; results are written there. */
  readonly monitoring: ObjectStore;
  readonly registry: ModelRegistry;
  /** A metric dimension. */
  readonly stage: string;
  readonly now: () => Date;
  /** The report of a result, as HTML. */
  readonly render: (result: DriftResult, profile: ReferenceProfile, links: ReportLinks) => string;
  /**
   * Takes metrics: one EMF document as JSON, a line. Without it nothing is published, and nothing counts as
   * published: the next run that has it does it.
   */
  readonly publish?: ((line: string) => void) | undefined;
  /** Told of windows that raise the alarm or have findings, once. What it throws is logged and forgotten. */
  readonly annotate?: ((result: DriftResult) => Promise<void>) | undefined;
  /**
   * How many records were predicted in a span, by whoever counts them apart from the windows; undefined when nobody
   * knows. What it throws is logged and forgotten.
   */
  readonly predicted?: ((model: string, from: Date, to: Date) => Promise<number | undefined>) | undefined;
  /** What a report links to. Default: its own result as JSON. */
  readonly links?: ((result: DriftResult) => ReportLinks) | undefined;
  /** Takes what happened by the way; no value of a record is in it. */
  readonly log: (line: Readonly<Record<string, unknown>>) => void;
}

export interface DriftRequest {
  readonly model: string;
  /** An hour or a day. Default: the latest 26 hours that are over, and yesterday. */
  readonly window?: string | undefined;
  /** Judge and publish anew though nothing changed. Default: false. */
  readonly force?: boolean | undefined;
}

/** Why something was not judged. */
export type LeftReason = 'no-windows' | 'no-profile' | 'broken-profile' | 'unknown-version';

export interface Left {
  /** Null: of no window at all. */
  readonly window: string | null;
  readonly version: number | null;
  readonly why: LeftReason;
  /** For a person: what is missing, and what to do. */
  readonly message: string;
}

export interface RunResult {
  readonly result: DriftResult;
  /** Where the result and its report are; null of a window that is not over, which is not kept. */
  readonly key: string | null;
  readonly reportKey: string | null;
  /** False when its sources had not changed, so that it stayed as it was. */
  readonly isNew: boolean;
}

export interface DriftRun {
  readonly model: string;
  /** By window, then version. */
  readonly results: readonly RunResult[];
  readonly left: readonly Left[];
  /** Objects that cannot be what their keys say; they were left out. At most ten of a window are named. */
  readonly broken: readonly BrokenObject[];
  /** How many there are. */
  readonly brokenObjects: number;
  /** Labels that were new, lines among them that are none, and labels whose hour's log does not have their prediction. */
  readonly labels: { readonly read: number; readonly invalid: number; readonly unknown: number };
  readonly milliseconds: number;
}
