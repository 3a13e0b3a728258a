import { type Command, InvalidArgumentError, Option } from 'commander';
import { REJECTION_REASON_NAMES, type RejectionReason } from '../../lib/contract/rejection.ts';
import type { Selection } from '../../lib/quarantine/selection.ts';
import { DEFAULT_MODEL } from '../config.ts';
import { commaList, name } from '../options.ts';

/** The options by which people say which of the set-aside records they mean. */
export interface SelectionOptions {
  readonly model: string;
  readonly quarantine?: string;
  readonly reason?: readonly RejectionReason[];
  readonly since?: Date;
  readonly until?: Date;
  readonly key?: string;
}

export function addSelectionOptions(command: Command): Command {
  return command
    .addOption(new Option('--model <name>', 'whose records').argParser(name).default(DEFAULT_MODEL))
    .addOption(quarantineOption())
    .addOption(
      new Option('--reason <reasons>', 'rejected for these reasons, with commas').argParser(rejectionReasons),
    )
    .addOption(
      new Option(
        '--since <time>',
        'set aside since: 2026-11-21T05:00Z, or so long ago: 15m, 2h, 7d',
      ).argParser(time),
    )
    .addOption(new Option('--until <time>', 'set aside before, the same').argParser(time))
    .option('--key <partition key>', 'of this partition key');
}

export function quarantineOption(): Option {
  return new Option(
    '--quarantine <place>',
    'where it is: a directory or s3://bucket/prefix (default: $WEIR_QUARANTINE, else .weir)',
  );
}

/** The rule without what else a command may ask for. */
export function selectionOf({ reason: reasons, since, until, key }: SelectionOptions): Selection {
  return { reasons, since, until, partitionKey: key };
}

/** Whether any option narrows the records down. */
export function isNarrowed(options: SelectionOptions): boolean {
  return Object.values(selectionOf(options)).some((value) => value !== undefined);
}

export function rejectionReasons(text: string): RejectionReason[] {
  return commaList(text).map((given) => {
    const reason = REJECTION_REASON_NAMES.find((known) => known === given);
    if (reason !== undefined) return reason;
    throw new InvalidArgumentError(
      `There is no reason "${given}"; the reasons are ${REJECTION_REASON_NAMES.join(', ')}.`,
    );
  });
}

/** JavaScript takes 30 February for 2 March. @param text starts with YYYY-MM-DD */
function isOfCalendar(text: string): boolean {
  const day = text.slice(0, 'YYYY-MM-DD'.length);
  return new Date(`${day}T00:00Z`).toISOString().startsWith(day);
}

const time = (text: string): Date => moment(text, Date.now());

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const ISO_TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * A time: ISO 8601, in UTC unless it says otherwise, or a duration back from now: 90s, 15m, 2h, 7d.
 * @param nowMs milliseconds since 1970
 */
export function moment(text: string, nowMs: number): Date {
  const back = /^(\d{1,6})([smhd])$/.exec(text);
  if (back) return new Date(nowMs - Number(back[1]) * UNIT_MS[back[2] as keyof typeof UNIT_MS]);
  const iso = ISO_TIME.exec(text);
  const inZone = text.length > 'YYYY-MM-DD'.length && iso?.[1] === undefined ? `${text}Z` : text;
  const time = new Date(inZone.replace(' ', 'T'));
  if (iso && !Number.isNaN(time.getTime()) && isOfCalendar(text)) return time;
  throw new InvalidArgumentError(
    'Expected a time such as 2026-11-21T05:00Z (UTC unless it says otherwise), or so long ago: 90s, 15m, 2h, 7d.',
  );
}
