import { UserError } from '../lib/contract/errors.ts';
import type { Manifest } from '../lib/contract/manifest.ts';
import type { ClassLabel } from '../lib/contract/signature.ts';
import { type LoadOptions, loadTable, syntheticWine, type Tell } from './data/load.ts';
import { labelsOf, recordsOf } from './data/problem.ts';
import { stratifiedSplit } from './data/split.ts';
import type { Table } from './data/table.ts';
import { readTarget, strataOf } from './data/target.ts';

/** The rows that a version was judged by. */
export interface Holdout {
  /** Input records as producers send them, without the carried keys. */
  readonly records: readonly Record<string, unknown>[];
  /** The true label (of a regression: value) of each record, in the same order. */
  readonly labels: readonly ClassLabel[];
  /** The file's line of each record, counted from 1. */
  readonly lines: readonly number[];
  readonly source: string;
  /** Whether the rows are made up. */
  readonly synthetic: boolean;
}

/**
 * Finds the holdout of a version again, by its data set's digest and its split's seed. The model labels exactly
 * the share of it correctly that the manifest's accuracy says.
 * @throws UserError when the version was not trained here, or the data found are not those it was trained on
 */
export async function loadHoldout(
  manifest: Manifest,
  options: LoadOptions = {},
  tell?: Tell,
): Promise<Holdout> {
  const { dataset, signature } = manifest;
  const version = `${manifest.model} version ${manifest.version}`;
  if (dataset?.split === undefined || dataset.target === undefined) {
    throw new UserError(
      `${version} (made by ${manifest.trainer}) does not say how its data were split, so its holdout cannot be ` +
        'found again. Use a version made by weir train',
    );
  }
  const table = await sameTable(dataset.sha256, options, tell);
  if (table.sha256 !== dataset.sha256) {
    throw new UserError(
      `${version} was trained on ${dataset.source} (SHA-256 ${dataset.sha256}), but ${table.source} has SHA-256 ` +
        `${table.sha256}. Name the file it was trained on with --data, or train a new version with weir train`,
    );
  }
  const target = readTarget(table, dataset.target, signature.task);
  const { holdout } = stratifiedSplit(strataOf(target), dataset.split);
  return {
    records: recordsOf(table, signature, holdout),
    labels: labelsOf({ target }, holdout),
    lines: Array.from(holdout, (row) => table.lines[row]!),
    source: table.source,
    synthetic: table.synthetic,
  };
}

/** A version trained on the synthetic set finds it again whatever data have turned up since. */
async function sameTable(sha256: string, options: LoadOptions, tell?: Tell): Promise<Table> {
  const synthetic = syntheticWine();
  if (options.data === undefined && sha256 === synthetic.sha256) return synthetic;
  return loadTable(options, tell);
}
