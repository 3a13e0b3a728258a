import { join } from 'node:path';
import type { IRepository } from 'aws-cdk-lib/aws-ecr';

/** The function's code: one of three packages of the same directory. */
export type FunctionCode =
  /** The built directory as a zip: needs no Docker. */
  | { readonly package: 'zip'; readonly directory: string }
  /** An image that `cdk deploy` builds from the repository's Dockerfile: needs Docker. */
  | { readonly package: 'image-asset'; readonly context: string; readonly dockerfile: string }
  /** An image that is in ECR already, by its digest: sha256:<64 hexadecimal digits>. */
  | { readonly package: 'image'; readonly repository: IRepository; readonly digest: string };

export const DOCKERFILE = join('lambdas', 'inference', 'Dockerfile');
