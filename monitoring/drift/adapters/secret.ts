import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const TIMEOUT_MS = 5_000;

/**
 * The text of a secret, of whichever region: that of a Grafana that looks at many need not be the job's own.
 * @throws what the service answers, and Error for a secret without text
 */
export async function readSecret(arn: string): Promise<string> {
  const client = new SecretsManagerClient({ region: regionOf(arn), maxAttempts: 3 });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }), {
    abortSignal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const token = SecretString?.trim();
  if (!token) throw new Error(`the secret ${arn} holds no text; expected the token itself`);
  return token;
}

/** arn:aws:secretsmanager:<region>:<account>:secret:<name> */
function regionOf(arn: string): string {
  return arn.split(':')[3]!;
}
