import { ENV } from '../../lib/contract/environment.ts';
import { UserError } from '../../lib/contract/errors.ts';
import { NAME_PATTERN } from '../../lib/contract/names.ts';

/** What the function that takes labels from a stream gets from its environment. */
export interface LabelConfig {
  readonly model: string;
  /** Where labels are kept: s3://bucket[/prefix] or a directory. */
  readonly monitoring: string;
  /** A dimension of its metrics. */
  readonly stage: string;
}

/** @throws UserError that names a variable that is missing or cannot be */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): LabelConfig {
  const model = environment[ENV.model] ?? '';
  const monitoring = environment[ENV.monitoring];
  const stage = environment[ENV.stage] || 'local';
  if (!NAME_PATTERN.test(model))
    throw new UserError(`${ENV.model} is ${JSON.stringify(model)}: expected the name of a model`);
  if (!monitoring)
    throw new UserError(`${ENV.monitoring} is missing: expected s3://bucket[/prefix] or a directory`);
  return Object.freeze({ model, monitoring, stage });
}
