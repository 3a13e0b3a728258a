import { UserError } from '../../lib/contract/errors.ts';
import { cloudFormationFault } from './cloudformation.ts';
import { askEmulator } from './emulator-api.ts';

/** Names of AWS itself, and of its dual-stack and Chinese endpoints. */
const AWS_HOSTS = /(^|\.)(amazonaws\.com(\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)$/i;

/**
 * AWS_ENDPOINT_URL, where an emulator has to answer: nobody who names one means another.
 * @throws UserError when none does
 */
export async function answeringEndpoint(text: string): Promise<string> {
  const endpoint = emulatorEndpoint(text);
  const fault = await cloudFormationFault(endpoint);
  if (fault === undefined) return endpoint;
  const came = (await answersKinesis(endpoint))
    ? "Kinesis does: npm start's Kinesis alone is no emulator of CloudFormation"
    : fault.trim();
  throw new UserError(
    `no CloudFormation answers at AWS_ENDPOINT_URL (${endpoint}), but ${came}\n  start the emulator there, or unset AWS_ENDPOINT_URL, for the one that local:deploy starts`,
  );
}

function answersKinesis(endpoint: string): Promise<boolean> {
  const target = 'Kinesis_20131202.ListStreams';
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': target,
    // kinesis-mock asks for one.
    'x-amz-date': '20260101T000000Z',
  };
  return askEmulator(endpoint, { service: 'kinesis', headers, body: '{}', timeoutMs: 5_000 }).then(
    ({ status, body }) => status === 200 && body.includes('StreamNames'),
    () => false,
  );
}

/**
 * The address of an emulator as a person gives it, without a slash at its end.
 * @throws UserError when it is none, or AWS itself
 */
export function emulatorEndpoint(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new UserError(
      `AWS_ENDPOINT_URL is "${text}"; expected the address of an emulator such as http://127.0.0.1:4566`,
    );
  if (AWS_HOSTS.test(url.hostname))
    throw new UserError(
      `AWS_ENDPOINT_URL is ${text}, AWS itself; local:deploy is for emulators alone: unset it, and use npx cdk deploy for AWS`,
    );
  return text.replace(/\/+$/, '');
}
