import { join } from 'node:path';
import { Option } from 'commander';
import type { LiveAgreement } from '../../lib/contract/verdict.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';
import type { Config } from '../config.ts';
import { CLOUDWATCH, type LiveSource, readLiveAgreement } from '../live/live-agreement.ts';
import { share } from '../options.ts';

/** How commands are asked for a minimum of live agreement. */
export interface LiveOptions {
  readonly minLiveAgreement?: number;
  readonly live?: string;
  readonly stage: string;
}

export const liveOptions = {
  minimum: () =>
    new Option(
      '--min-live-agreement <share>',
      "how often it must have given the champion's answer as a challenger, such as 0.95",
    ).argParser(share),
  live: () =>
    new Option(
      '--live <place>',
      `where that is read: a function's log, or "${CLOUDWATCH}" (default: the local stack's log)`,
    ),
  stage: () => new Option('--stage <stage>', `whose function, with --live ${CLOUDWATCH}`).default('dev'),
} as const;

/**
 * What a version's time as the challenger has shown; undefined when no minimum is asked for, when it is not the
 * challenger, or has answered nothing yet.
 * @throws UserError when the source cannot be read
 */
export async function liveAgreementOf(
  registry: ModelRegistry,
  { model, version }: { readonly model: string; readonly version: number },
  options: LiveOptions,
  config: Config,
): Promise<LiveAgreement | undefined> {
  if (options.minLiveAgreement === undefined) return undefined;
  const { champion, challenger } = await registry.aliases(model);
  if (challenger?.version !== version) return undefined;
  const source = await openSource(options, config);
  // It has agreed with the champion of that time, so a later one begins the challenge anew.
  const begun = [challenger, champion].map((alias) => Date.parse(alias?.since ?? challenger.since));
  const since = new Date(Math.max(...begun));
  return readLiveAgreement(source, { model, version, since, until: new Date() });
}

async function openSource({ live, stage }: LiveOptions, { home, region }: Config): Promise<LiveSource> {
  if (live === CLOUDWATCH) {
    const { cloudWatch } = await import('../live/adapters/cloudwatch.ts');
    return cloudWatch({ region, stage });
  }
  const { functionLog } = await import('../live/function-log.ts');
  return functionLog(live ?? join(home, 'function.log'));
}
