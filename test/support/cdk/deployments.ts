import { join } from 'node:path';
import { type App, CfnResource, Stack } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { compose, type Parts } from '../../../bin/deploy/compose.ts';
import { readContext } from '../../../bin/deploy/context.ts';
import { type Deployment, resolveStage } from '../../../bin/deploy/resolve-stage.ts';
import { DEFAULT_STAGE, STAGES } from '../../../bin/stages.ts';
import { FUNCTION_DIRECTORY, testApp } from './stacks.ts';
import type { TemplateResource } from './template-resource.ts';

export const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

/** Directories that stay the same in place of what is built, so that no test waits and no hash moves. */
export const PARTS: Parts = {
  inference: { directory: FUNCTION_DIRECTORY, digest: DIGEST.slice('sha256:'.length), bytes: 0 },
  monitoring: { drift: FUNCTION_DIRECTORY, labels: FUNCTION_DIRECTORY },
  imageContext: join(import.meta.dirname, 'image'),
  firstModels: new Map([
    [
      'wine-quality',
      { code: FUNCTION_DIRECTORY, version: join(import.meta.dirname, 'version'), trainedOn: 'wines.csv' },
    ],
  ]),
};

/** A deployment as bin/app.ts composes it, synthesized. */
export interface Synthesized {
  /** What was asked for on the command line. */
  readonly name: string;
  readonly deployment: Deployment;
  readonly app: App;
  readonly assembly: CloudAssembly;
  readonly stacks: readonly Stack[];
  readonly resources: readonly Resource[];
}

/** A resource as it stands in the template. */
export interface Resource {
  readonly stack: Stack;
  readonly construct: CfnResource;
  /** "dev zip: weir-dev-registry/Alarms/Topic/Resource". */
  readonly place: string;
  /** The construct path below the stack: the same in every stage. */
  readonly path: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: TemplateResource['Properties'];
  readonly deletionPolicy: string | undefined;
}

/** @param context as after -c: stage, package, model, … */
export function synthesized(context: Readonly<Record<string, string>>, parts = PARTS): Synthesized {
  const deployment = resolveStage(STAGES, DEFAULT_STAGE, readContext(context));
  const app = testApp();
  compose(app, deployment, parts);
  const assembly = app.synth();
  const stacks = app.node.children.filter((child): child is Stack => Stack.isStack(child));
  const name = Object.values(context).join(' ').replace(/:.*/, '');
  const resources = stacks.flatMap((stack) => resourcesOf(stack, assembly, name));
  return { name, deployment, app, assembly, stacks, resources };
}

/** Every stage, and every package of the function. */
export function everyDeployment(): readonly Synthesized[] {
  return [
    synthesized({ stage: 'dev', package: 'zip' }),
    synthesized({ stage: 'dev', package: 'image' }),
    synthesized({ stage: 'prod', package: DIGEST }),
    synthesized({ stage: 'local' }),
  ];
}

function resourcesOf(stack: Stack, assembly: CloudAssembly, name: string): Resource[] {
  const template = assembly.getStackArtifact(stack.artifactId).template;
  return stack.node
    .findAll()
    .filter(CfnResource.isCfnResource)
    .flatMap((construct) => {
      const logicalId: string = stack.resolve(construct.logicalId);
      const resource = template.Resources[logicalId];
      if (resource === undefined) return [];
      return {
        stack,
        construct,
        place: `${name}: ${construct.node.path}`,
        path: construct.node.path.slice(stack.node.path.length + 1),
        logicalId,
        type: resource.Type,
        properties: resource.Properties ?? {},
        deletionPolicy: resource.DeletionPolicy,
      };
    });
}
