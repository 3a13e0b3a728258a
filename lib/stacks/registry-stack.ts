import { Duration } from 'aws-cdk-lib';
import { type LifecycleRule, Repository, TagMutability, TagStatus } from 'aws-cdk-lib/aws-ecr';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { AlarmTopic } from '../constructs/alarms/alarm-topic.ts';
import { ModelRegistry, type ModelRegistryProps } from '../constructs/model-registry/model-registry.ts';
import { removalPolicy } from '../constructs/removal.ts';
import { WeirStack, type WeirStackProps } from './weir-stack.ts';

export interface RegistryStackProps extends WeirStackProps, ModelRegistryProps {
  /** Who hears of alarms. */
  readonly alarmMails: readonly string[];
}

/**
 * ECR does not know which images run, so rules alone could delete one in use: an image that is deployed by its
 * digest gets a tag `deployed-…` besides its `build-…`. The first rule that an image's tags fit is its only one,
 * and a repository never holds as many as that one keeps.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
 */
const IMAGE_LIFECYCLE: readonly LifecycleRule[] = [
  { rulePriority: 1, description: 'in use', tagPrefixList: ['deployed-'], maxImageCount: 10_000 },
  { rulePriority: 2, description: 'builds', tagPrefixList: ['build-'], maxImageCount: 50 },
  {
    rulePriority: 3,
    description: 'untagged',
    tagStatus: TagStatus.UNTAGGED,
    maxImageAge: Duration.days(14),
  },
];

/** What all models of a stage share: the registry, the images, the topic of alarms. */
export class RegistryStack extends WeirStack {
  readonly registry: ModelRegistry;
  /** Images of the inference function, encrypted by ECR's own key: they hold code, and no model or record. */
  readonly images: Repository;
  readonly alarmTopic: AlarmTopic;

  constructor(scope: Construct, id: string, props: RegistryStackProps) {
    super(scope, id, props);
    const { removal } = props;
    this.registry = new ModelRegistry(this, 'ModelRegistry', props);
    this.images = new Repository(this, 'Images', {
      imageScanOnPush: true,
      imageTagMutability: TagMutability.IMMUTABLE,
      lifecycleRules: [...IMAGE_LIFECYCLE],
      removalPolicy: removalPolicy(removal),
      emptyOnDelete: removal === 'destroy',
    });
    // What CDK adds for a function of an image in ECR: here always, so that a deployment of zips does not take it away.
    this.images.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('lambda.amazonaws.com')],
        actions: ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
      }),
    );
    this.alarmTopic = new AlarmTopic(this, 'Alarms', { mails: props.alarmMails, removal });
    this.#export();
    this.tell({
      RegistryUri: [this.registry.registryUri, 'For WEIR_REGISTRY'],
      QuarantineUri: [this.registry.quarantineUri, 'For WEIR_QUARANTINE'],
      StudiesUri: [this.registry.dataUri, 'For WEIR_STUDIES'],
      DatasetsUri: [this.registry.datasetsUri, 'Where the data of weir train --remote lie'],
      ImagesUri: [this.images.repositoryUri, 'For npm run image'],
      ReaderRoleArn: [this.registry.readerRole.roleArn, 'Reads models'],
      TrainerRoleArn: [this.registry.trainerRole.roleArn, 'Publishes models'],
      PromoterRoleArn: [
        this.registry.promoterRole.roleArn,
        'Publishes models and moves champion: weir train, publish, promote, rollback',
      ],
    });
  }

  /**
   * All that inference stacks import, whichever of them a deployment asks for: an export that another stack uses
   * cannot be taken back, so `-c model=` must not change them.
   */
  #export(): void {
    const { registryBucket, dataBucket, quarantineBucket, registryKey, quarantineKey } = this.registry;
    for (const bucket of [registryBucket, dataBucket, quarantineBucket]) {
      this.exportValue(bucket.bucketArn);
      this.exportValue(bucket.bucketName);
    }
    for (const key of [registryKey, quarantineKey, this.alarmTopic.key]) this.exportValue(key.keyArn);
    this.exportValue(this.images.repositoryArn);
    this.exportValue(this.images.repositoryName);
    this.exportValue(this.alarmTopic.topic.topicArn);
  }
}
