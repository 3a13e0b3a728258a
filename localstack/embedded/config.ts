/** What the function needs of the user's own environment to reach a registry on S3. */
const AWS_ACCESS =
  /^(HOME|AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|PROFILE|ENDPOINT_URL(_S3)?|CA_BUNDLE|CONFIG_FILE|SHARED_CREDENTIALS_FILE))$/;

/** The user's credentials and endpoints for AWS, for a function that reads and writes S3. */
export function awsAccess(): Record<string, string> {
  return select((name) => AWS_ACCESS.test(name));
}

/** What a build needs: where its tools and temporary files are. */
export function toolEnvironment(): Record<string, string> {
  return select((name) => /^(PATH|HOME|TMPDIR|TEMP|TMP|SystemRoot)$/.test(name));
}

function select(wanted: (name: string) => boolean): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && wanted(entry[0]),
  );
  return Object.fromEntries(entries);
}
