import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib';
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

/** What a stack tells the one who deployed it, by the name of the output. */
export type Outputs = Readonly<Record<string, readonly [value: string, description: string]>>;

/**
 * A stack whose names, tags and availability zones come from its stage. One more, such as of training or
 * monitoring, is made of these props and of the RegistryStack, whose constructs say by grantX() who may do what.
 */
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

  protected tell(outputs: Outputs): void {
    for (const [id, [value, description]] of Object.entries(outputs)) {
      new CfnOutput(this, id, { value, description });
    }
  }
}
