import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { answersCloudFormation } from '../../localstack/emulator/cloudformation.ts';
import { runCommand } from '../../localstack/emulator/command.ts';
import { openCommands } from '../../localstack/emulator/commands.ts';
import { ROOT, readEmulatorConfig } from '../../localstack/emulator/config.ts';
import type { DeployResult } from '../../localstack/emulator/deploy.ts';
import type { DestroyResult } from '../../localstack/emulator/destroy.ts';
import { emulatorEnvironment } from '../../localstack/emulator/emulator-api.ts';
import { freePort } from '../../localstack/emulator/ministack.ts';
import { findRunning, stopRunning } from '../../localstack/emulator/running.ts';
import { stageStacks } from '../../localstack/emulator/stage.ts';
import type { StepResult } from '../../localstack/emulator/steps.ts';
import { findAwsCli, ToolMissing } from './aws-cli.ts';
import { listResources } from './resources.ts';
import { must, type Scene } from './scene.ts';

const MISSING_TOOL = 77;

/** The stage that local:deploy deploys, on a given emulator or on one of its own, with a home of its own. */
export class LocalStage {
  /** Steps of the commands, as they end. */
  readonly done: StepResult[] = [];
  readonly #home: string;
  readonly #given: string | undefined;
  readonly #port: number;

  private constructor(home: string, given: string | undefined, port: number) {
    this.#home = home;
    this.#given = given;
    this.#port = port;
  }

  /** @throws when the stage is deployed already where AWS_ENDPOINT_URL points: it is somebody's */
  static async open(home: string): Promise<LocalStage> {
    const { endpointUrl } = readEmulatorConfig();
    const answers = endpointUrl !== undefined && (await answersCloudFormation(endpointUrl));
    const given = answers ? endpointUrl : undefined;
    const stacks = given === undefined ? [] : await stageStacks(given);
    must(stacks.length === 0, `the stage is deployed at ${given} already: npm run local:destroy`);
    return new LocalStage(home, given, await freePort());
  }

  /** What a given emulator holds; one of our own is empty. */
  async before(): Promise<readonly string[]> {
    return this.#given === undefined ? [] : listResources((await this.#tools(this.#given)).aws);
  }

  async deploy(): Promise<Scene> {
    const stage = await this.#run<DeployResult>('deploy', '--port', String(this.#port));
    const { endpoint } = stage;
    const assembly = this.#assembly;
    return { endpoint, stage, assembly, ...(await this.#tools(endpoint, stage)) };
  }

  async destroy(): Promise<void> {
    const { left } = await this.#run<DestroyResult>('destroy', '--keep-emulator');
    must(left.length === 0, `left behind: ${left.join(', ')}`);
  }

  /** The ObjectStore suite, the registry's, and sixteen processes that publish at once, in the stage's bucket. */
  async registrySuites({ endpoint, stage }: Scene): Promise<string> {
    const { hostname: bucket } = new URL(stage.registry);
    const output = await runCommand(
      [
        process.execPath,
        join(ROOT, 'test/lib/registry/run-ministack.ts'),
        ...['--endpoint', endpoint, '--bucket', bucket],
      ],
      { directory: ROOT, environment: { ...this.#environment, NO_COLOR: '1' } },
    );
    return /(\d+ passed)[^\n]*\n[^\n]*Start/.exec(output)?.[1] ?? 'passed';
  }

  /** Stops an emulator of our own, whatever is deployed on it; takes the stage away from a given one. */
  async stop(): Promise<void> {
    if (this.#given !== undefined && (await stageStacks(this.#given)).length > 0) await this.destroy();
    const running = await findRunning(this.#home);
    if (running !== undefined) await stopRunning(this.#home, running);
  }

  get #assembly(): string {
    return join(this.#home, 'emulator/cdk.out');
  }

  get #environment(): Record<string, string> {
    const { WEIR_REGISTRY: _, WEIR_QUARANTINE: __, ...inherited } = readEmulatorConfig().inherited;
    return { ...inherited, WEIR_HOME: this.#home };
  }

  /** One of the npm scripts, its lines shown. @returns its JSON */
  async #run<Result extends { readonly steps: readonly StepResult[] }>(
    ...args: readonly string[]
  ): Promise<Result> {
    const main = join(ROOT, 'localstack/emulator/main.ts');
    const child = spawn(process.execPath, [main, ...args, '--json'], {
      cwd: ROOT,
      env: {
        ...this.#environment,
        ...(this.#given === undefined ? {} : { AWS_ENDPOINT_URL: this.#given }),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    if (code === MISSING_TOOL) throw new ToolMissing('no emulator can be had here');
    must(code === 0, `local:${args[0]} ended with ${code}`);
    const result: Result = JSON.parse(output);
    this.done.push(...result.steps);
    return result;
  }

  async #tools(
    endpoint: string,
    stage?: DeployResult,
  ): Promise<Pick<Scene, 'aws' | 'bash' | 'weir' | 'awsMajor'>> {
    const cli = await findAwsCli({ ...this.#environment, ...emulatorEnvironment(endpoint) });
    const places = stage && { WEIR_REGISTRY: stage.registry, WEIR_QUARANTINE: stage.quarantine };
    const environment = { ...cli.environment, ...places };
    const options = { directory: ROOT, environment };
    const commands = openCommands({ endpoint, environment, assembly: this.#assembly });
    return {
      awsMajor: cli.major,
      aws: async (...args) => {
        const flags = ['--endpoint-url', endpoint, '--output', 'json'];
        const answer = await runCommand(['aws', ...args, ...flags], options);
        return answer === '' ? undefined : JSON.parse(answer);
      },
      bash: (script) => runCommand(['bash', '-euo', 'pipefail', '-c', script], options),
      weir: (...args) => commands.weir(args, () => undefined),
    };
  }
}
