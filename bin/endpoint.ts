import { UserError } from '../lib/contract/errors.ts';
import { type Config, LOCAL_ENDPOINT } from './config.ts';

/** What `--endpoint-url` takes for the real service: sending there is never an accident of a missing setting. */
export const AWS_ITSELF = 'aws';

export interface Endpoint {
  readonly url: string;
  readonly region: string;
  /** How it came to be this one, for the line that says where records go. */
  readonly origin: string;
}

export interface EndpointOptions {
  readonly endpointUrl?: string;
  readonly region?: string;
}

/** The endpoint that a command talks to: its option, then the environment, then the local stack. */
export function resolveEndpoint(options: EndpointOptions, config: Config): Endpoint {
  const region = options.region ?? config.region;
  const chosen = options.endpointUrl;
  if (chosen === AWS_ITSELF) {
    return { url: `https://kinesis.${region}.amazonaws.com`, region, origin: 'AWS itself' };
  }
  if (chosen !== undefined) return { url: checkUrl(chosen, '--endpoint-url'), region, origin: 'as told' };
  if (config.endpointUrl !== undefined) {
    return { url: checkUrl(config.endpointUrl, 'AWS_ENDPOINT_URL'), region, origin: 'by AWS_ENDPOINT_URL' };
  }
  return { url: LOCAL_ENDPOINT, region, origin: 'the local stack' };
}

function checkUrl(text: string, origin: string): string {
  const url = URL.parse(text);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return text;
  throw new UserError(
    `${origin} is "${text}"; expected an address such as ${LOCAL_ENDPOINT}, or --endpoint-url ${AWS_ITSELF} for the real service`,
  );
}
