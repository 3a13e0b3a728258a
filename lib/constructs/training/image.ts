import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FileSystem, IgnoreMode } from 'aws-cdk-lib';
import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
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

/** What `docker build` leaves out of the context, for this Dockerfile alone. */
const IGNORE_FILE = `${TRAINING_DOCKERFILE}.dockerignore`;

/** @throws UserError for a digest that is none */
export function containerImage(scope: Construct, image: TrainingImage): ContainerImage {
  if (image.kind === 'asset') return ContainerImage.fromDockerImageAsset(builtImage(scope, image.context));
  const { repository, digest } = image;
  return ContainerImage.fromEcrRepository(
    repository,
    digest === undefined ? TRAINING_TAG : checkedDigest(digest),
  );
}

/**
 * The image of the files that Docker would see. CDK knows no ignore file but that of the context's root, which is the
 * function's: with it, a change of either image would build both.
 */
function builtImage(scope: Construct, context: string): DockerImageAsset {
  const staged = FileSystem.mkdtemp('weir-training');
  const exclude = readFileSync(join(context, IGNORE_FILE), 'utf8').split('\n');
  FileSystem.copyDirectory(context, staged, { exclude, ignoreMode: IgnoreMode.DOCKER });
  const asset = new DockerImageAsset(scope, 'Image', {
    directory: staged,
    file: TRAINING_DOCKERFILE,
    platform: Platform.LINUX_AMD64,
  });
  // CDK has copied it into the assembly by now.
  rmSync(staged, { recursive: true });
  return asset;
}
