import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  type IVpc,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { allowLogs } from '../log-encryption.ts';

/**
 * How tasks reach AWS. `public`: public addresses, which nothing can connect to, and S3 by its gateway: idle it costs
 * nothing. `private`: no address and no way to the internet, and three interface endpoints in each availability zone,
 * 7.30 USD a month each: 43.80 USD with two zones. https://aws.amazon.com/privatelink/pricing/
 */
export const NETWORKS = ['public', 'private'] as const;
export type NetworkKind = (typeof NETWORKS)[number];

export interface TrainingNetworkProps {
  readonly kind: NetworkKind;
  /** All that tasks reach of S3, besides the layers of images. */
  readonly buckets: readonly IBucket[];
  /** Of the log of refused connections. */
  readonly logGroupName: string;
  readonly encryptionKey: Key;
}

/** Of all zones together: 507 addresses in each of two, 123 in each of six, of which a task takes one. */
const ADDRESSES = '10.0.0.0/22';

/** What Fargate asks for a task of an image in ECR that logs. https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html */
const INTERFACES = {
  EcrApi: InterfaceVpcEndpointAwsService.ECR,
  EcrDocker: InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
} as const;

/** Where tasks run: they call out, and nothing calls in. The zones are those of the stack, so nothing is looked up. */
export class TrainingNetwork extends Construct {
  readonly kind: NetworkKind;
  readonly vpc: IVpc;
  /** Of the tasks: it has no rule for what comes in. */
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: TrainingNetworkProps) {
    super(scope, id);
    this.kind = props.kind;
    this.vpc = this.#vpc();
    Validations.of(this.vpc).acknowledge({
      id: 'CloudFormation-Validate::W3010',
      reason:
        'The zones are literal settings of the stage, so that synthesis looks nothing up in an account.',
    });
    this.#addGateway(props.buckets);
    this.securityGroup = new SecurityGroup(this, 'Tasks', {
      vpc: this.vpc,
      description: 'Training tasks: nothing comes in',
    });
    if (props.kind === 'private') this.#addInterfaces();
    this.#logRefused(props);
  }

  get subnetIds(): readonly string[] {
    return this.vpc.selectSubnets({ subnetType: this.#subnetType }).subnetIds;
  }

  get #subnetType(): SubnetType {
    return this.kind === 'public' ? SubnetType.PUBLIC : SubnetType.PRIVATE_ISOLATED;
  }

  #vpc(): IVpc {
    return new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(ADDRESSES),
      natGateways: 0,
      // A task asks for its address itself; nothing else is ever started here.
      subnetConfiguration: [
        {
          name: 'tasks',
          subnetType: this.#subnetType,
          ...(this.kind === 'public' ? { mapPublicIpOnLaunch: false } : {}),
        },
      ],
      // Nothing is in the default group, and emptying it would take a function of CDK's own.
      restrictDefaultSecurityGroup: false,
    }) as IVpc;
  }

  /**
   * What stolen code would copy to a bucket of its own does not get there by this way, which is the only one of a
   * private network. Fargate pulls the layers of images by it too, from a bucket of AWS's own in each region.
   * https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-setting-up-s3-gateway
   */
  #addGateway(buckets: readonly IBucket[]): void {
    const gateway = this.vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });
    const { partition, region } = Stack.of(this);
    const allow = (actions: string[], resources: string[]) =>
      gateway.addToPolicy(new PolicyStatement({ principals: [new AnyPrincipal()], actions, resources }));
    allow(
      ['s3:ListBucket'],
      buckets.map((bucket) => bucket.bucketArn),
    );
    allow(
      ['s3:GetObject', 's3:PutObject'],
      buckets.map((bucket) => bucket.arnForObjects('*')),
    );
    allow(['s3:GetObject'], [`arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`]);
  }

  /** Their group lets the tasks in, and nobody else. */
  #addInterfaces(): void {
    const securityGroup = new SecurityGroup(this, 'Endpoints', {
      vpc: this.vpc,
      description: 'Interface endpoints: training tasks alone',
      allowAllOutbound: false,
    });
    securityGroup.addIngressRule(this.securityGroup, Port.HTTPS, 'Training tasks');
    for (const [id, service] of Object.entries(INTERFACES)) {
      this.vpc.addInterfaceEndpoint(id, { service, securityGroups: [securityGroup], open: false });
    }
  }

  #logRefused({ logGroupName, encryptionKey }: TrainingNetworkProps): void {
    allowLogs(encryptionKey, logGroupName);
    const logGroup = new LogGroup(this, 'RefusedLog', {
      logGroupName,
      retention: RetentionDays.ONE_MONTH,
      encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.vpc.addFlowLog('Refused', {
      destination: FlowLogDestination.toCloudWatchLogs(logGroup),
      trafficType: FlowLogTrafficType.REJECT,
    });
  }
}
