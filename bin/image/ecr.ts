import { UserError } from '../../lib/contract/errors.ts';
import { LOCAL_IMAGE } from './docker-image.ts';
import { runTool, ToolFailed } from './run-tool.ts';

/** A repository of ECR. */
export interface EcrRepository {
  /** <host>/<name>. */
  readonly uri: string;
  readonly host: string;
  readonly name: string;
  readonly region: string;
}

const REPOSITORY_URI = /^((\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com)\/([a-z0-9][a-z0-9._/-]*)$/;

/** @throws UserError for what is no repository's URI */
export function ecrRepository(uri: string): EcrRepository {
  const [, host, , region, name] = REPOSITORY_URI.exec(uri) ?? [];
  if (host === undefined || region === undefined || name === undefined) {
    throw new UserError(
      `the repository is "${uri}"; expected a URI such as 123456789012.dkr.ecr.us-east-1.amazonaws.com/weir, without a tag`,
    );
  }
  return { uri, host, name, region };
}

/** The repository that a registry stack says it has. */
export async function repositoryOfStack(stack: string, region: string): Promise<EcrRepository> {
  const query = "Stacks[0].Outputs[?OutputKey=='ImagesUri'].OutputValue | [0]";
  const uri = await runTool('aws', [
    ...['cloudformation', 'describe-stacks', '--stack-name', stack, '--region', region],
    ...['--query', query, '--output', 'text'],
  ]);
  return ecrRepository(uri);
}

/**
 * Puts the local image into the repository, where it is not there yet.
 * @returns its digest, sha256:…, which a deployment names it by
 */
export async function pushImage(repository: EcrRepository, tag: string): Promise<string> {
  const known = await digestOf(repository, tag);
  if (known !== undefined) return known;
  const target = `${repository.uri}:${tag}`;
  const password = await runTool('aws', ['ecr', 'get-login-password', '--region', repository.region]);
  await runTool('docker', ['login', '--username', 'AWS', '--password-stdin', repository.host], {
    input: password,
  });
  await runTool('docker', ['tag', LOCAL_IMAGE, target]);
  await runTool('docker', ['push', target], { showProgress: true });
  const digest = await digestOf(repository, tag);
  if (digest === undefined) throw new Error(`${target} was pushed, but ECR does not know it`);
  return digest;
}

/** Of an image that is there; undefined where the repository has no such tag. Tags cannot be moved. */
async function digestOf({ name, region }: EcrRepository, tag: string): Promise<string | undefined> {
  try {
    return await runTool('aws', [
      ...['ecr', 'describe-images', '--repository-name', name, '--image-ids', `imageTag=${tag}`],
      ...['--region', region, '--query', 'imageDetails[0].imageDigest', '--output', 'text'],
    ]);
  } catch (error) {
    if (error instanceof ToolFailed && error.said.includes('ImageNotFoundException')) return undefined;
    throw error;
  }
}
