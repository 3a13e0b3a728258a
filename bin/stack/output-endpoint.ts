import { UserError } from '../../lib/contract/errors.ts';
import type { Config } from '../config.ts';
import { AWS_ITSELF, type EndpointOptions, resolveEndpoint } from '../endpoint.ts';

export interface OutputOptions extends EndpointOptions {
  /** The output stream. */
  readonly stream: string;
}

/**
 * Where a function that runs on this machine puts its predictions. The stream must be there: the function would
 * wait for it as long as it may.
 * @param refusal what to say of AWS itself, which such a function does not write to
 * @throws UserError, StreamNotFound
 */
export async function outputEndpoint(
  options: OutputOptions,
  config: Config,
  refusal: string,
): Promise<string> {
  if (options.endpointUrl === AWS_ITSELF) throw new UserError(refusal);
  const endpoint = resolveEndpoint(options, config);
  const { connect } = await import('../kinesis.ts');
  const { StreamNotFound } = await import('../../lib/streams/stream-client.ts');
  const client = connect(endpoint, config);
  try {
    const status = await client.streamStatus(options.stream);
    if (status === undefined) throw new StreamNotFound(options.stream, endpoint.url);
  } finally {
    client.close();
  }
  return endpoint.url;
}
