/** An error as a log line shows it: names, codes and messages along its causes. */
export interface ErrorDescription {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly cause?: ErrorDescription;
}

/** How many causes are followed. */
const MAX_CAUSES = 4;

/**
 * Describes an error of the registry, whose messages name keys, digests and hosts. Not for errors that a record
 * took part in: what parsers, runtimes and services say of one may quote it.
 */
export function describeError(thrown: unknown, causes = MAX_CAUSES): ErrorDescription {
  if (!(thrown instanceof Error)) return { name: typeof thrown, message: String(thrown) };
  const { code } = thrown as NodeJS.ErrnoException;
  return {
    name: thrown.name,
    message: thrown.message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(thrown.cause === undefined || causes === 0 ? {} : { cause: describeError(thrown.cause, causes - 1) }),
  };
}

/**
 * The frames of an error's stack. Its message, which stands before them and may have lines that look like
 * frames, is cut off; where it is not found, it was changed since and no line can be trusted.
 */
export function framesOf({ message, stack = '' }: Error): readonly string[] {
  const header = message === '' ? '\n' : `: ${message}\n`;
  const at = stack.indexOf(header);
  if (at < 0) return [];
  return stack
    .slice(at + header.length)
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
}
