import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

interface Run {
  readonly experiment: string;
  readonly name: string;
  readonly tags: Record<string, string>;
  readonly params: Record<string, string>;
  readonly metrics: Record<string, number>;
  readonly artifacts: Record<string, string>;
  status: string;
}

/** What a tracking server was told, and where it listens. */
export interface MlflowStandIn {
  readonly uri: string;
  readonly experiments: string[];
  readonly runs: Run[];
  /** The authorization headers that came. */
  readonly authorizations: (string | undefined)[];
}

/** A tracking server in this process that speaks as much of MLflow's REST API as a training uses, until the test ends. */
export async function startMlflow(answer?: (response: ServerResponse) => boolean): Promise<MlflowStandIn> {
  const experiments: string[] = [];
  const runs: Run[] = [];
  const authorizations: (string | undefined)[] = [];
  const server = createServer(async (request, response) => {
    authorizations.push(request.headers.authorization);
    const body = await bytesOf(request);
    if (answer?.(response)) return;
    const { status, json } = respond({ experiments, runs }, request, body);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { uri: `http://127.0.0.1:${port}`, experiments, runs, authorizations };
}

type State = Pick<MlflowStandIn, 'experiments' | 'runs'>;
interface Answer {
  readonly status: number;
  readonly json: unknown;
}

function respond(state: State, { method, url }: IncomingMessage, body: Buffer): Answer {
  const { pathname, searchParams } = new URL(url!, 'http://mlflow');
  const artifact = /^\/api\/2\.0\/mlflow-artifacts\/artifacts\/0\/(\d+)\/artifacts\/(.+)$/.exec(pathname);
  if (method === 'PUT' && artifact) {
    state.runs[Number(artifact[1])]!.artifacts[artifact[2]!] = body.toString('utf8');
    return { status: 200, json: {} };
  }
  const call = pathname.replace('/api/2.0/mlflow/', '');
  if (method === 'GET' && call === 'experiments/get-by-name') return getExperiment(state, searchParams);
  if (method !== 'POST') return { status: 405, json: { error_code: 'INVALID_PARAMETER_VALUE' } };
  return post(state, call, JSON.parse(body.toString('utf8')));
}

function getExperiment({ experiments }: State, query: URLSearchParams): Answer {
  const id = experiments.indexOf(query.get('experiment_name')!);
  return id === -1
    ? { status: 404, json: { error_code: 'RESOURCE_DOES_NOT_EXIST' } }
    : { status: 200, json: { experiment: { experiment_id: String(id) } } };
}

// biome-ignore lint/suspicious/noExplicitAny: bodies are whatever the client sends, which is what tests look at
function post({ experiments, runs }: State, call: string, body: any): Answer {
  const pairs = (list: { key: string; value: never }[]) =>
    Object.fromEntries(list.map((p) => [p.key, p.value]));
  if (call === 'experiments/create') {
    experiments.push(body.name);
    return { status: 200, json: { experiment_id: String(experiments.length - 1) } };
  }
  if (call === 'runs/create') {
    const experiment = experiments[Number(body.experiment_id)]!;
    const fresh = { params: {}, metrics: {}, artifacts: {}, status: 'RUNNING' };
    runs.push({ experiment, name: body.run_name, tags: pairs(body.tags), ...fresh });
    const id = String(runs.length - 1);
    const info = { run_id: id, artifact_uri: `mlflow-artifacts:/0/${id}/artifacts` };
    return { status: 200, json: { run: { info } } };
  }
  const run = runs[Number(body.run_id)];
  if (run === undefined) return { status: 404, json: { error_code: 'RESOURCE_DOES_NOT_EXIST' } };
  if (call === 'runs/log-batch') {
    if (body.params.length > 100) return { status: 400, json: { error_code: 'INVALID_PARAMETER_VALUE' } };
    Object.assign(run.params, pairs(body.params));
    Object.assign(run.metrics, pairs(body.metrics));
  } else if (call === 'runs/update') run.status = body.status;
  else return { status: 404, json: { error_code: 'ENDPOINT_NOT_FOUND' } };
  return { status: 200, json: {} };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
