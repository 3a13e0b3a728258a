import { ENV } from '../../lib/contract/environment.ts';
import { UserError } from '../../lib/contract/errors.ts';

/** The function's settings, as its construct gave them. */
export interface FirstModelConfig {
  readonly model: string;
  /** s3://bucket[/prefix] or a directory. */
  readonly registry: string;
}

/** @throws UserError that names a missing variable */
export function readConfig(
  variables: Readonly<Record<string, string | undefined>> = process.env,
): FirstModelConfig {
  const required = (key: string) => {
    const value = variables[key];
    if (!value) throw new UserError(`${key} is missing: expected what the FirstModel construct sets`);
    return value;
  };
  return Object.freeze({ model: required(ENV.model), registry: required(ENV.registry) });
}
