/**
 * A mistake that a person can mend: a wrong command, file, name or setting.
 *
 * The message says what came, what was expected and what to do. Command lines print it without a stack
 * trace and exit with 2; everything else that is thrown is a fault and exits with 1.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError';
}

/** Why something failed, as text for a person, whatever was thrown. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
