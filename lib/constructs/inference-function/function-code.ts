import { join } from 'node:path';
import { AssetHashType, type AssetOptions } from 'aws-cdk-lib';
import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { Code, Handler, Runtime } from 'aws-cdk-lib/aws-lambda';
import { matchingText } from '../range.ts';

/**
 * The function's code: one of three packages of the same directory. A change of package replaces the function; the
 * event source mapping stays and goes on with the new one where it was.
 */
export type FunctionCode =
  /**
   * The built directory as a zip: needs no Docker. `digest` is what the build says that its sources come to, 64
   * hexadecimal digits: with it, two builds of the same sources are one deployment, though V8's code in them differs.
   * Default: the digest of the files.
   */
  | { readonly package: 'zip'; readonly directory: string; readonly digest?: string }
  /**
   * An image that `cdk deploy` builds and puts into the repository of the bootstrap: needs Docker.
   * The context is the root of this repository, whose .dockerignore says what is in it.
   */
  | { readonly package: 'image-asset'; readonly context: string; readonly dockerfile: string }
  /**
   * An image that is in ECR already, such as `npm run image -- --push` puts there, by its digest: a tag could be
   * moved, and Lambda would not learn of it.
   */
  | { readonly package: 'image'; readonly repository: IRepository; readonly digest: string };

/** Within the context. */
export const DOCKERFILE = join('lambdas', 'inference', 'Dockerfile');

/** What CDK's Function takes of a package. */
export interface PackagedCode {
  readonly code: Code;
  readonly handler: string;
  readonly runtime: Runtime;
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** @throws UserError for a digest that is none */
export function packagedCode(code: FunctionCode): PackagedCode {
  switch (code.package) {
    case 'zip':
      return {
        code: Code.fromAsset(code.directory, hashOf(code.digest)),
        handler: 'index.handler',
        runtime: Runtime.NODEJS_24_X,
      };
    case 'image-asset':
      return ofImage(
        Code.fromAssetImage(code.context, { file: code.dockerfile, platform: Platform.LINUX_AMD64 }),
      );
    case 'image':
      return ofImage(Code.fromEcrImage(code.repository, { tagOrDigest: checkedDigest(code.digest) }));
  }
}

/** @throws UserError */
export function checkedDigest(digest: string): string {
  return matchingText(
    'the digest of the image',
    digest,
    DIGEST,
    'sha256: and 64 hexadecimal digits, as "npm run image -- --push" prints it',
  );
}

function hashOf(digest: string | undefined): AssetOptions {
  return digest === undefined ? {} : { assetHash: digest, assetHashType: AssetHashType.CUSTOM };
}

/** The image has Node and says by itself what it runs. */
function ofImage(code: Code): PackagedCode {
  return { code, handler: Handler.FROM_IMAGE, runtime: Runtime.FROM_IMAGE };
}
