import { reasonOf } from '../../lib/contract/errors.ts';

/** Of one request: a tracking server that is slower must not hold up a training. */
export const MLFLOW_TIMEOUT_MS = 5_000;

/** The tracking server did not do what it was asked to. */
export class MlflowFault extends Error {
  override readonly name = 'MlflowFault';
}

/** Whom to talk to. */
export interface MlflowServer {
  /** Such as http://127.0.0.1:5000; its user and password, where it has them, go as basic authentication. */
  readonly uri: string;
  /** Default: 5,000. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The parts of MLflow's REST API 2.0 that a training needs: https://mlflow.org/docs/latest/rest-api.html */
export class MlflowClient {
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #timeoutMs: number;
  readonly #signal: AbortSignal | undefined;

  /** @throws MlflowFault for an address that is none of HTTP: files and databases are MLflow's own ways in */
  constructor({ uri, timeoutMs = MLFLOW_TIMEOUT_MS, signal }: MlflowServer) {
    const url = URL.parse(uri);
    if (url === null || !/^https?:$/.test(url.protocol)) {
      throw new MlflowFault(
        `${uri} is no address of a tracking server; expected one such as http://127.0.0.1:5000`,
      );
    }
    const { username, password } = url;
    this.#headers =
      username === ''
        ? {}
        : {
            authorization: `Basic ${btoa(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)}`,
          };
    this.#base = `${url.origin}${url.pathname.replace(/\/$/, '')}`;
    this.#timeoutMs = timeoutMs;
    this.#signal = signal;
  }

  /** The answer as JSON; undefined for 404. @throws MlflowFault */
  async get(path: string, query: Readonly<Record<string, string>>): Promise<unknown> {
    const response = await this.#fetch('GET', `/api/2.0/mlflow/${path}?${new URLSearchParams(query)}`);
    if (response.status === 404) return undefined;
    return this.#json(response, path);
  }

  /** @throws MlflowFault */
  async post(path: string, body: unknown): Promise<unknown> {
    const headers = { 'content-type': 'application/json' };
    const response = await this.#fetch('POST', `/api/2.0/mlflow/${path}`, JSON.stringify(body), headers);
    return this.#json(response, path);
  }

  /** Stores a file below an address that the server gave for artifacts. @throws MlflowFault */
  async putArtifact(root: string, file: string, body: Uint8Array): Promise<void> {
    const path = artifactPath(root);
    if (path === undefined)
      throw new MlflowFault(`artifacts go to ${root}, which the server does not take itself`);
    const name = file.split('/').map(encodeURIComponent).join('/');
    const headers = { 'content-type': 'application/octet-stream' };
    const response = await this.#fetch(
      'PUT',
      `/api/2.0/mlflow-artifacts/artifacts/${path}/${name}`,
      body,
      headers,
    );
    await this.#check(response, file);
  }

  async #fetch(
    method: string,
    path: string,
    body?: string | Uint8Array,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const late = AbortSignal.timeout(this.#timeoutMs);
    const signal = this.#signal === undefined ? late : AbortSignal.any([this.#signal, late]);
    try {
      const sent = body === undefined ? {} : { body: body as string | Uint8Array<ArrayBuffer> };
      return await fetch(`${this.#base}${path}`, {
        method,
        signal,
        headers: { ...this.#headers, ...headers },
        ...sent,
      });
    } catch (cause) {
      const why = late.aborted
        ? `no answer within ${this.#timeoutMs} ms`
        : reasonOf((cause as Error).cause ?? cause);
      throw new MlflowFault(`${this.#base}: ${why}`, { cause });
    }
  }

  async #json(response: Response, what: string): Promise<unknown> {
    await this.#check(response, what);
    return response.json().catch((cause: unknown) => {
      throw new MlflowFault(`${what}: the answer is no JSON`, { cause });
    });
  }

  async #check(response: Response, what: string): Promise<void> {
    if (response.ok) return;
    const text = await response.text().catch(() => '');
    throw new MlflowFault(`${what}: HTTP ${response.status} ${text.slice(0, 200)}`);
  }
}

/** "mlflow-artifacts:/1/abc/artifacts" → "1/abc/artifacts": what the server itself takes; undefined for other places. */
function artifactPath(root: string): string | undefined {
  const match = /^mlflow-artifacts:\/+(?:[^/]+:\d+\/)?(.+)$/.exec(root);
  return match?.[1]?.split('/').map(encodeURIComponent).join('/');
}
