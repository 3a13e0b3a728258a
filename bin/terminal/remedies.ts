/** What to do about faults that are mostly somebody's mistake, by the code or the words that they carry. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /\b(EACCES|EPERM|EROFS)\b/,
    'There is no permission for that path: name another place with --registry or WEIR_HOME, or run as its owner.',
  ],
  [/\bENOTDIR\b/, 'A part of that path is a file: name a directory.'],
  [/\bENOSPC\b/, 'The disk is full: make room, then run the command again.'],
  [
    /\b(CredentialsProviderError|Could not load credentials)\b/,
    'There are no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ],
  [
    /\b(ExpiredToken|ExpiredTokenException|InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId)\b/,
    'The AWS credentials have expired or are none: sign in again (aws sso login), or look at AWS_PROFILE.',
  ],
  [/\bRegion is missing\b/, 'There is no AWS region: set AWS_REGION.'],
  [
    /\b(tls_validate_record_header|packet length too long|wrong version number|EPROTO)\b/,
    'That endpoint does not speak TLS: give its address with http://, not https://.',
  ],
];

/** A sentence that tells what to do about a fault, or undefined when none is known. */
export function remedyFor(fault: string): string | undefined {
  return REMEDIES.find(([pattern]) => pattern.test(fault))?.[1];
}
