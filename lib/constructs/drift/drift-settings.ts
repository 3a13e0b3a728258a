import { DRIFT_ENV } from '../../contract/environment.ts';
import type { ModelRegistry } from '../model-registry/model-registry.ts';
import { matchingText } from '../range.ts';
import type { DriftSource } from './metrics.ts';

/** What the job is told beside its code. */
export interface DriftSettings extends DriftSource {
  readonly registry: ModelRegistry;
  /** A Grafana that gets an annotation of each window that drifts: https://… without a path. Default: none. */
  readonly grafanaUrl?: string | undefined;
  /**
   * The secret of Secrets Manager that holds its token: an ARN. Required with grafanaUrl. It is encrypted with the
   * service's own key: of another one the job may decrypt nothing, and would post no annotation.
   */
  readonly grafanaTokenSecret?: string | undefined;
  /** Where the data bucket is served, for links to reports: https://…. Default: the console of S3. */
  readonly reportUrl?: string | undefined;
}

/** With the runbook's address it must fit in the text of an alarm, which has 1,024 characters. */
const ADDRESS = /^https:\/\/[^\s@#?]{1,292}$/;

/** With the six characters that Secrets Manager adds to a name, or a policy would name no secret. */
export const SECRET_ARN =
  /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/;
export const A_SECRET =
  'the whole ARN of a secret, such as arn:aws:secretsmanager:us-east-1:111122223333:secret:grafana-AbCdEf';

/** @throws UserError for an address or a secret that cannot be */
export function checkDriftSettings({ grafanaUrl, grafanaTokenSecret, reportUrl }: DriftSettings): void {
  const allowed =
    'an address of at most 300 characters that begins with https://, without a name, a query or an anchor';
  if (grafanaUrl !== undefined) matchingText('grafanaUrl', grafanaUrl, ADDRESS, allowed);
  if (reportUrl !== undefined) matchingText('reportUrl', reportUrl, ADDRESS, allowed);
  if (grafanaUrl !== undefined || grafanaTokenSecret !== undefined)
    matchingText('grafanaTokenSecret', grafanaTokenSecret ?? '', SECRET_ARN, A_SECRET);
}

export function driftEnvironment(settings: DriftSettings): Record<string, string> {
  const { registry, model, stage, grafanaUrl, grafanaTokenSecret, reportUrl } = settings;
  return {
    [DRIFT_ENV.monitoring]: registry.dataUri,
    [DRIFT_ENV.registry]: registry.registryUri,
    [DRIFT_ENV.models]: model,
    [DRIFT_ENV.stage]: stage,
    [DRIFT_ENV.cloudwatch]: 'true',
    ...(grafanaUrl === undefined ? {} : { [DRIFT_ENV.grafanaUrl]: grafanaUrl }),
    ...(grafanaTokenSecret === undefined ? {} : { [DRIFT_ENV.grafanaTokenSecret]: grafanaTokenSecret }),
    ...(reportUrl === undefined ? {} : { [DRIFT_ENV.reportUrl]: reportUrl }),
  };
}
