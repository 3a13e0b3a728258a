import { UserError } from '../../lib/contract/errors.ts';
import { STAGE_PATTERN } from './allowed.ts';
import type { DeployContext } from './context.ts';
import { problemsOf } from './problems.ts';
import { type ResolvedStage, type StageSettings, stageSchema } from './settings.ts';

/** One stage as it is deployed. */
export interface Deployment extends ResolvedStage {
  readonly stage: string;
  /** Models that are deployed by `-c model=` alone: each later command must name them again. */
  readonly unlisted: readonly string[];
}

/**
 * The stage's settings with defaults, and with what the command line says in their place.
 * @param stages by their name
 * @throws UserError that names each setting that cannot be, what came and what is allowed
 */
export function resolveStage(
  stages: Readonly<Record<string, StageSettings>>,
  defaultStage: string,
  context: DeployContext,
): Deployment {
  const stage = context.stage ?? defaultStage;
  const settings = Object.hasOwn(stages, stage) ? stages[stage] : undefined;
  if (settings === undefined) {
    throw new UserError(`there is no stage "${stage}" (the stages are ${Object.keys(stages).join(', ')})`);
  }
  const given = withContext(settings, context);
  const parsed = stageSchema.safeParse(given);
  const problems = [
    ...(STAGE_PATTERN.test(stage) ? [] : [`its name must be 1 to 20 characters of a-z, 0-9 and "-"`]),
    ...(parsed.success ? [] : problemsOf(parsed.error, given)),
  ];
  if (!parsed.success || problems.length > 0) {
    throw new UserError(
      [
        `the stage ${stage} of bin/stages.ts cannot be so (bin/deploy/settings.ts says more):`,
        ...problems,
      ].join('\n  '),
    );
  }
  const unlisted = Object.keys(parsed.data.models).filter((name) => !Object.hasOwn(settings.models, name));
  return { ...parsed.data, stage, unlisted };
}

function withContext(settings: StageSettings, context: DeployContext): StageSettings {
  const { model, mails, package: packaging, region, account } = context;
  return {
    ...settings,
    ...(packaging === undefined ? {} : { package: packaging }),
    ...(region === undefined ? {} : { region }),
    ...(account === undefined ? {} : { account }),
    ...(mails === undefined ? {} : { alarmMails: mails }),
    ...(model === undefined ? {} : { models: { [model]: settings.models?.[model] ?? {} } }),
  };
}
