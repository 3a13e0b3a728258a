import { CommanderError } from 'commander';
import { UserError } from '../../lib/contract/errors.ts';
import { remedyFor } from './remedies.ts';
import { Interrupted } from './terminal.ts';

export const EXIT = { ok: 0, fault: 1, mistake: 2 } as const;

/** A command did not get where it should, and can say so in its own words: they are shown without a name. */
export class PlainFault extends Error {
  override readonly name: string = 'PlainFault';
}

/** Causes that are shown at most: longer chains repeat themselves. */
const MAX_CAUSES = 8;

/** The exit code that something thrown stands for. Commander's own are mistakes, but for the help it showed. */
export function exitCodeOf(thrown: unknown): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.ok : EXIT.mistake;
  if (thrown instanceof Interrupted) return thrown.exitCode;
  return thrown instanceof UserError ? EXIT.mistake : EXIT.fault;
}

/**
 * What a person reads about it: of a mistake the message alone; of a fault its name (but for a plain one), message,
 * causes that add to it, what to do where that is known, and the stack when it is asked for. Empty when Commander
 * has said it already.
 */
export function explain(thrown: unknown, options: { readonly stack: boolean }): string {
  if (thrown instanceof CommanderError) return '';
  if (thrown instanceof UserError || thrown instanceof Interrupted) return `weir: ${thrown.message}`;
  const chain = withoutRepeats(causes(thrown));
  const lines = chain.map((text, depth) => `${depth === 0 ? 'weir: ' : '  because '}${text}`);
  const remedy = remedyFor(chain.join('\n'));
  const stack = options.stack && thrown instanceof Error ? [thrown.stack ?? ''] : [];
  return [...lines, ...(remedy === undefined ? [] : [`  ${remedy}`]), ...stack].join('\n');
}

function causes(thrown: unknown): unknown[] {
  const chain: unknown[] = [];
  let cause = thrown;
  while (cause !== undefined && cause !== null && chain.length < MAX_CAUSES && !chain.includes(cause)) {
    chain.push(cause);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return chain.length === 0 ? [thrown] : chain;
}

/** Each cause as text, but for those whose message the one above has said already. */
function withoutRepeats(chain: readonly unknown[]): string[] {
  const messages = chain.map((cause) => (cause instanceof Error ? cause.message : String(cause)));
  return chain.filter((_, i) => i === 0 || !messages[i - 1]!.includes(messages[i]!)).map(oneLine);
}

function oneLine(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause instanceof PlainFault || cause instanceof UserError) return cause.message;
  const errors = cause instanceof AggregateError ? cause.errors.map(oneLine).join('; ') : '';
  return [`${cause.name}: ${cause.message}`, errors].filter((part) => part !== '').join(' ');
}
