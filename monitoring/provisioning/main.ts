import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { reasonOf, UserError } from '../../lib/contract/errors.ts';
import { differences, type GeneratedFiles, otherFiles, writeFiles } from './files.ts';
import { FLAGS, optionsOf } from './flags.ts';
import { COMPOSE_OPTIONS, provisioningFiles } from './options.ts';

/**
 * Writes what Prometheus, Alertmanager and Grafana read: scrape configuration, rules, routes, dashboards, alerts.
 * Exits with 0, 1 when --check finds a difference, 2 for a mistake in the command.
 */
const HELP = `Usage: node monitoring/provisioning/main.ts [options]

Without options: the files that are committed, which localstack/compose.yml mounts.

  --to <directory>             where they go, alone (default: monitoring/generated)
  --check                      write nothing; name the files that differ
  --alarms <file>              thresholds: {"thresholds": {"error-rate": 0.2, …}}
  --runbook <url>              where docs/runbook.md is served
  --stack <host:port>          what Prometheus scrapes (default: ${COMPOSE_OPTIONS.stack})
  --smarthost <host:port>      the mail server of Alertmanager; with TLS, unless it is on this machine
  --mail-user <name>           who signs in there (default: nobody)
  --mail-password-file <path>  where its password lies, for Alertmanager
  --mail-from <address>        who mails
  --mail-to <a,b>              who is mailed
  --region <region>            where Grafana asks CloudWatch`;

const GENERATED = join(import.meta.dirname, '..', 'generated');

async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: FLAGS });
  if (values.help) return say(HELP);
  const { to = GENERATED } = values;
  const files = provisioningFiles(await optionsOf(values));
  if (values.to !== undefined && !values.check) await mustBeTheirs(values.to, files);
  const different = await differences(to, files);
  if (values.check) {
    say(
      different.length === 0
        ? `${to} is what it should be`
        : `these differ in ${to}:\n${different.join('\n')}`,
    );
    return different.length === 0 ? 0 : 1;
  }
  await writeFiles(to, files).catch((error: unknown) => {
    throw new UserError(`${to} cannot be written (${reasonOf(error)}); expected a directory`, {
      cause: error,
    });
  });
  return say(`${Object.keys(files).length} files in ${to}, ${different.length} of them changed`);
}

/** What else lies in the directory is removed from it: that must be nothing of anybody's. */
async function mustBeTheirs(directory: string, files: GeneratedFiles): Promise<void> {
  const others = await otherFiles(directory, files);
  if (others.length === 0) return;
  const more = others.length > 1 ? ` and ${others.length - 1} more` : '';
  throw new UserError(
    `${directory} holds ${others[0]}${more}, which is not written here; expected a directory for these files alone: name another, or remove what it holds`,
  );
}

function say(text: string): 0 {
  console.log(text);
  return 0;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const isMistake =
    error instanceof UserError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  if (!isMistake) throw error;
  console.error(reasonOf(error));
  process.exitCode = 2;
}
