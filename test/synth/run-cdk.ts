import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

export interface CdkRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  /** The cloud assembly. */
  readonly directory: string;
}

/** The `cdk` command in an environment that has no more than a fresh account on a fresh machine. */
export class Cdk {
  readonly #scratch: string;
  /** Its presence tells that somebody asked for Docker. */
  readonly dockerWasAsked: string;

  constructor(scratch: string) {
    this.#scratch = scratch;
    this.dockerWasAsked = join(scratch, 'docker-was-asked');
    mkdirSync(join(scratch, 'bin'));
    mkdirSync(join(scratch, 'home'));
    const docker = `#!/bin/sh\ntouch '${this.dockerWasAsked}'\nexit 1\n`;
    writeFileSync(join(scratch, 'bin', 'docker'), docker, { mode: 0o755 });
  }

  /** @param name of the assembly's directory */
  run(name: string, ...args: readonly string[]): CdkRun {
    const directory = join(this.#scratch, name);
    const started = performance.now();
    const { status, stdout, stderr } = spawnSync('npx', ['cdk', ...args, '--output', directory], {
      cwd: ROOT,
      encoding: 'utf8',
      env: this.#environment(),
    });
    return { status, stdout, stderr, seconds: (performance.now() - started) / 1_000, directory };
  }

  /** No AWS_*, no HOME with profiles, no Docker; Node and npm alone. */
  #environment(): Record<string, string> {
    const path = [
      join(this.#scratch, 'bin'),
      dirname(process.execPath),
      '/usr/local/bin',
      '/usr/bin',
      '/bin',
    ];
    return {
      PATH: path.join(':'),
      HOME: join(this.#scratch, 'home'),
      WEIR_HOME: join(this.#scratch, 'weir'),
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      npm_config_update_notifier: 'false',
    };
  }
}
