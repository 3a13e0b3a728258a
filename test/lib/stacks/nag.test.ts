import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { everyDeployment, type Synthesized } from '../../support/cdk/deployments.ts';

/** cdk-nag's AwsSolutions over every stage: no finding, and none set aside without a reason that still applies. */

const deployments = everyDeployment();

interface Finding {
  readonly rule: string;
  readonly path: string;
}

interface Acknowledgement extends Finding {
  readonly reason: string;
}

function findings({ app }: Synthesized, options: { readonly acknowledged: boolean }): Finding[] {
  const checks = new AwsSolutionsChecks(app);
  // What would be found if nothing had been acknowledged: cdk-nag asks this of itself.
  if (!options.acknowledged) Object.assign(checks, { isAcknowledged: () => false });
  return checks
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => ({ rule: ruleName, path: constructPath ?? '' })),
    );
}

function acknowledgements({ app }: Synthesized): Acknowledgement[] {
  return app.node.findAll().flatMap((construct) =>
    construct.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(([id, reason]) => ({ rule: id.replace(/^Annotation::/, ''), path: construct.node.path, reason })),
  );
}

test('cdk-nag finds nothing in any stage, however the function is packed', () => {
  for (const deployment of deployments) {
    expect([deployment.name, findings(deployment, { acknowledged: true })]).toEqual([deployment.name, []]);
  }
});

test('every acknowledgement has a reason that is a sentence', () => {
  const all = deployments.flatMap(acknowledgements);
  expect(all.length).toBeGreaterThan(deployments.length);
  const thin = all.filter(({ reason }) => reason.trim().length < 40 || !/\s/.test(reason));
  expect(thin).toEqual([]);
});

test('every acknowledgement is of something that cdk-nag would find', () => {
  const idle = deployments.flatMap((deployment) => {
    const found = findings(deployment, { acknowledged: false });
    return acknowledgements(deployment).filter(
      ({ rule, path }) =>
        /^AwsSolutions-/.test(rule) &&
        !found.some((finding) => finding.rule === rule && `${finding.path}/`.startsWith(`${path}/`)),
    );
  });
  expect(idle).toEqual([]);
});
