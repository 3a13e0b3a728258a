import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ENV } from '../../contract/environment.ts';
import type { Order, OutputFormat } from '../../contract/prediction.ts';
import type { ModelRegistry } from '../model-registry/model-registry.ts';
import type { FunctionCode } from './function-code.ts';

export interface InferenceFunctionProps {
  /**
   * The function itself has no fixed name: it could then not be replaced, as a change from zip to image wants it.
   */
  readonly logGroupName: string;
  readonly stage: string;
  readonly model: string;
  readonly code: FunctionCode;
  readonly registry: ModelRegistry;
  readonly outputStream: IStream;
  /** Encrypts the function's log. */
  readonly encryptionKey: IKey;
  /** 128 to 10,240 MB; 1,769 come with one vCPU. Default: 1,769. */
  readonly memoryMb?: number;
  /** Default: 60 s. */
  readonly timeout?: Duration;
  readonly order?: Order;
  readonly outputFormat?: OutputFormat;
}

/** The function that answers batches of records with predictions. */
export class InferenceFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: InferenceFunctionProps) {
    super(scope, id);
    if (props.code.package !== 'zip') throw new Error('to be built');
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: props.logGroupName,
      retention: RetentionDays.ONE_MONTH,
      encryptionKey: props.encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    props.registry.grantRead(role, props.model);
    props.registry.grantQuarantine(role, props.model);
    role.addToPolicy(
      new PolicyStatement({ actions: ['kinesis:PutRecords'], resources: [props.outputStream.streamArn] }),
    );
    role.addToPolicy(
      new PolicyStatement({
        actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
        resources: [props.encryptionKey.keyArn],
      }),
    );
    this.function = new LambdaFunction(this, 'Function', {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.X86_64,
      handler: 'index.handler',
      code: Code.fromAsset(props.code.directory),
      memorySize: props.memoryMb ?? 1_769,
      timeout: props.timeout ?? Duration.seconds(60),
      tracing: Tracing.ACTIVE,
      logGroup,
      role,
      environment: {
        [ENV.model]: props.model,
        [ENV.stage]: props.stage,
        [ENV.registry]: props.registry.registryUri,
        [ENV.quarantine]: props.registry.quarantineUri,
        [ENV.outputStream]: props.outputStream.streamName,
        ...(props.order ? { [ENV.order]: props.order } : {}),
        ...(props.outputFormat ? { [ENV.outputFormat]: props.outputFormat } : {}),
      },
    });
  }
}
