import { Grant, type IPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge-wildcard.ts';
import { grantDrift } from '../model-registry/monitoring-access.ts';
import type { DriftSettings } from './drift-settings.ts';

/** What the job may: read the model, what was counted of it and how much was predicted; write what it found. */
export function driftRole(
  scope: Construct,
  { registry, model, grafanaTokenSecret }: DriftSettings,
  assumedBy: IPrincipal,
): Role {
  const role = new Role(scope, 'JobRole', { description: `Judges what ${model} sees`, assumedBy });
  registry.grantRead(role, model);
  grantDrift(registry, role, model);
  allow(role, 'cloudwatch:GetMetricData', '*');
  acknowledgeWildcard(role, '*', 'cloudwatch:GetMetricData knows no resources to name.');
  if (grafanaTokenSecret !== undefined) allow(role, 'secretsmanager:GetSecretValue', grafanaTokenSecret);
  return role;
}

function allow(grantee: Role, action: string, resource: string): void {
  Grant.addToPrincipal({ grantee, actions: [action], resourceArns: [resource] });
}
