import { join } from 'node:path';
import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { checkedDigest } from '../inference-function/function-code.ts';

/** The image of all training tasks. */
export type TrainingImage =
  /** One that `cdk deploy` builds and puts into the repository of the bootstrap: needs Docker. */
  | { readonly kind: 'asset'; readonly context: string }
  /**
   * One that is put into ECR by somebody, by its digest or, without one, as the tag TRAINING_TAG: needs no Docker to
   * deploy, and a task that is started before the image is there fails.
   */
  | { readonly kind: 'repository'; readonly repository: IRepository; readonly digest?: string | undefined };

/** Within the context, the root of the repository. */
export const TRAINING_DOCKERFILE = join('training', 'Dockerfile');

export const TRAINING_TAG = 'training';

/** @throws UserError for a digest that is none */
export function containerImage(image: TrainingImage): ContainerImage {
  if (image.kind === 'asset') {
    return ContainerImage.fromAsset(image.context, {
      file: TRAINING_DOCKERFILE,
      platform: Platform.LINUX_AMD64,
    });
  }
  const { repository, digest } = image;
  return ContainerImage.fromEcrRepository(
    repository,
    digest === undefined ? TRAINING_TAG : checkedDigest(digest),
  );
}
