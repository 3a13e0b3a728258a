import { CfnOutput } from 'aws-cdk-lib';
import { Repository, TagMutability } from 'aws-cdk-lib/aws-ecr';
import type { Construct } from 'constructs';
import { AlarmTopic } from '../constructs/alarms/alarm-topic.ts';
import { ModelRegistry } from '../constructs/model-registry/model-registry.ts';
import { type Removal, removalPolicy } from '../constructs/removal.ts';
import { WeirStack, type WeirStackProps } from './weir-stack.ts';

export interface RegistryStackProps extends WeirStackProps {
  readonly removal: Removal;
  /** Who hears of alarms. */
  readonly alarmMails: readonly string[];
}

/** What all models of a stage share: the registry, the images, the topic of alarms. */
export class RegistryStack extends WeirStack {
  readonly registry: ModelRegistry;
  readonly images: Repository;
  readonly alarmTopic: AlarmTopic;

  constructor(scope: Construct, id: string, props: RegistryStackProps) {
    super(scope, id, props);
    this.registry = new ModelRegistry(this, 'ModelRegistry', { removal: props.removal });
    this.images = new Repository(this, 'Images', {
      imageScanOnPush: true,
      imageTagMutability: TagMutability.IMMUTABLE,
      removalPolicy: removalPolicy(props.removal),
      emptyOnDelete: props.removal === 'destroy',
    });
    this.alarmTopic = new AlarmTopic(this, 'Alarms', { mails: props.alarmMails, removal: props.removal });
    new CfnOutput(this, 'RegistryUri', {
      value: this.registry.registryUri,
      description: 'For WEIR_REGISTRY',
    });
    new CfnOutput(this, 'QuarantineUri', {
      value: this.registry.quarantineUri,
      description: 'For WEIR_QUARANTINE',
    });
    new CfnOutput(this, 'ImagesUri', { value: this.images.repositoryUri, description: 'For npm run image' });
  }
}
