import { Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** What the stacks of a stage have in common. */
export interface WeirStackProps extends Pick<StackProps, 'description' | 'terminationProtection'> {
  /** First part of all names: 1 to 20 characters of a-z, 0-9 and "-". */
  readonly prefix: string;
  readonly stage: string;
  /** Default: the account of the credentials that deploy. */
  readonly account?: string;
  readonly region: string;
  /** Two or more, for networks: literal, so that synthesis looks nothing up. */
  readonly availabilityZones: readonly string[];
}

/** A stack whose names, tags and availability zones come from its stage. */
export class WeirStack extends Stack {
  readonly #zones: readonly string[];

  constructor(scope: Construct, id: string, props: WeirStackProps) {
    const { prefix, stage, account, region, availabilityZones, ...rest } = props;
    const tags = { project: prefix, stage };
    super(scope, id, { ...rest, tags, env: { region, ...(account ? { account } : {}) } });
    this.#zones = availabilityZones;
    for (const [name, value] of Object.entries(tags)) Tags.of(this).add(name, value);
  }

  /** The stage's own, never looked up. */
  override get availabilityZones(): string[] {
    return [...this.#zones];
  }
}
