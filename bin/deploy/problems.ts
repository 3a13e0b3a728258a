import type { z } from 'zod';

/** The most of a value that a message repeats. */
const MAX_SHOWN = 120;

/**
 * What is wrong with settings, a line for each: which setting, what came, what is allowed.
 * @param given what the schema was given
 * @param before what a setting's name is shown with: "-c "
 */
export function problemsOf(error: z.ZodError, given: unknown, before = ''): string[] {
  return [...new Set(error.issues.flatMap((issue) => linesOf(issue, given, before)))];
}

function linesOf(issue: z.core.$ZodIssue, given: unknown, before: string): string[] {
  const place = `${before}${issue.path.join('.')}`;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `there is no setting ${before}${[...issue.path, key].join('.')}`);
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map((inner) => `${place} is not a name that is allowed; it must be ${inner.message}`);
  }
  if (issue.code === 'custom' && issue.params?.sentence === true) return [`${place}: ${issue.message}`];
  return [`${place} is ${shown(valueAt(given, issue.path))}, but must be ${issue.message}`];
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key],
    given,
  );
}

export function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`;
}
