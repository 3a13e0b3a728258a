import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const TIMEOUT_MS = 5_000;

/** The text of a secret. @throws what the service answers, and Error for a secret without text */
export async function readSecret(arn: string): Promise<string> {
  const client = new SecretsManagerClient({ maxAttempts: 3 });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }), {
    abortSignal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const token = SecretString?.trim();
  if (!token) throw new Error(`the secret ${arn} holds no text; expected the token itself`);
  return token;
}
