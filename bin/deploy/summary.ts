import type { Deployment } from './resolve-stage.ts';

export interface Synthesized {
  readonly deployment: Deployment;
  readonly stacks: readonly string[];
  /** Of the function, unpacked; unknown when Docker builds it or when it is in ECR. */
  readonly assetBytes: number | undefined;
  readonly milliseconds: number;
  /** What a person should know of it, a line each. */
  readonly remarks: readonly string[];
}

/** What was synthesized, for a person: standard error, since standard output is the templates'. */
export function summaryText({ deployment, stacks, assetBytes, ...rest }: Synthesized): string {
  const { stage, account, region } = deployment;
  const where = `${account === undefined ? 'the account of the credentials' : `account ${account}`}, ${region}`;
  const lines = [
    `weir: stage ${stage} for ${where}, in ${(rest.milliseconds / 1_000).toFixed(1)} s`,
    `  stacks    ${stacks.join(', ')}`,
    `  function  ${packageText(deployment.package, assetBytes)}`,
    ...rest.remarks.map((remark) => `  note      ${remark}`),
  ];
  return `${lines.join('\n')}\n`;
}

function packageText(packaging: Deployment['package'], assetBytes: number | undefined): string {
  if (packaging === 'image') return 'an image, which the deployment builds with Docker';
  if (packaging !== 'zip') return `the image ${packaging}`;
  return `a zip of ${assetBytes === undefined ? 'unknown size' : `${(assetBytes / 1e6).toFixed(1)} MB`}`;
}
