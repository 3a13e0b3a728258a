import { UserError } from '../../lib/contract/errors.ts';
import type { Order, OutputFormat } from '../../lib/contract/prediction.ts';
import { SOURCE_KINDS, type SourceKind } from '../../lib/quarantine/entry.ts';
import { functionNameOf, type Selection } from '../../lib/quarantine/selection.ts';
import { isNarrowed, type SelectionOptions, selectionOf } from '../quarantine/selection-options.ts';

/** What `--source` takes. */
export const SOURCES = [...SOURCE_KINDS, 'both'] as const;

export interface ReplayOptions extends SelectionOptions {
  readonly all?: boolean;
  readonly id?: readonly string[];
  readonly ledger?: string;
  readonly source: SourceKind | 'both';
  readonly again?: boolean;
  readonly fix?: string;
  readonly rate?: number;
  readonly dryRun?: boolean;
  readonly function?: string;
  readonly alias: string;
  readonly registry?: string;
  readonly bundle?: string;
  readonly stream: string;
  readonly order?: Order;
  readonly outputFormat?: OutputFormat;
  readonly endpointUrl?: string;
  readonly region?: string;
  readonly json?: boolean;
}

/** Which records a replay is asked for. @throws UserError when nothing says so, or what says so cannot be met */
export function replaySelection(options: ReplayOptions): Selection {
  const { all, id, ledger, source, reason } = options;
  const chosen = id !== undefined || ledger !== undefined || isNarrowed(options);
  if (!all && !chosen) {
    throw new UserError(
      'nothing says which records to replay; expected --all, or --reason, --since, --until, --key, --id or --ledger (several of them narrow it down)',
    );
  }
  if (all && chosen) {
    throw new UserError('--all and a choice of records were given; expected one or the other');
  }
  if (source === 'destination' && reason !== undefined) {
    throw new UserError(
      '--reason was given with --source destination, whose records were given up without one; expected --source quarantine, or no --reason',
    );
  }
  return {
    ...selectionOf(options),
    kinds: source === 'both' ? SOURCE_KINDS : [source],
    predictionIds: id && new Set(id),
    functionName: options.function === undefined ? undefined : functionNameOf(options.function),
  };
}
