import { UserError } from '../../lib/contract/errors.ts';

/** Names of AWS itself, and of its dual-stack and Chinese endpoints. */
const AWS_HOSTS = /(^|\.)(amazonaws\.com(\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)$/i;

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
