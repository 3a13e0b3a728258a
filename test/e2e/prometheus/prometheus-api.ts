import { z } from 'zod';

/** As much of Prometheus' API as is asked for. https://prometheus.io/docs/prometheus/latest/querying/api/ */

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const querySchema = z.object({
  data: z.object({
    result: z.array(
      z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) }),
    ),
  }),
});
const rulesSchema = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(z.object({ name: z.string(), health: z.string(), lastError: z.string().optional() })),
      }),
    ),
  }),
});
const targetsSchema = z.object({
  data: z.object({ activeTargets: z.array(z.object({ health: z.string(), lastError: z.string() })) }),
});

/** @param address host:port */
export class PrometheusApi {
  readonly #address: string;

  constructor(address: string) {
    this.#address = address;
  }

  /** @throws Error with Prometheus' reason when it does not understand the expression */
  async query(expression: string): Promise<Sample[]> {
    const { data } = querySchema.parse(await this.#get(`query?query=${encodeURIComponent(expression)}`));
    return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }

  /** Names of the alerts that fire. */
  async firing(): Promise<string[]> {
    const alerts = await this.query('ALERTS{alertstate="firing"}');
    return alerts.map(({ labels }) => labels.alarm ?? '');
  }

  async rules(): Promise<
    readonly { readonly name: string; readonly health: string; readonly lastError?: string | undefined }[]
  > {
    const { data } = rulesSchema.parse(await this.#get('rules'));
    return data.groups.flatMap(({ rules }) => rules);
  }

  async targets(): Promise<readonly { readonly health: string; readonly lastError: string }[]> {
    return targetsSchema.parse(await this.#get('targets')).data.activeTargets;
  }

  async #get(path: string): Promise<unknown> {
    const response = await fetch(`http://${this.#address}/api/v1/${path}`);
    const body = (await response.json()) as { error?: string };
    if (!response.ok) throw new Error(`Prometheus answers ${response.status}: ${body.error}`);
    return body;
  }
}
