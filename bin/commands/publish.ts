import { type Command, InvalidArgumentError, Option } from 'commander';
import { CHAMPION } from '../../lib/contract/alias.ts';
import type { Manifest } from '../../lib/contract/manifest.ts';
import type { PublishRequest } from '../../training/publish/publish-model.ts';
import { examples, integer, name, shared } from '../options.ts';
import { count, plural } from '../terminal/format.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';

type OutputNames = NonNullable<PublishRequest['outputs']>;

interface PublishOptions {
  readonly name: string;
  readonly signature: string;
  readonly data: string;
  readonly target?: string;
  readonly promote?: boolean;
  readonly reason: string;
  readonly chunkRows?: number;
  readonly output: OutputNames;
  readonly registry?: string;
  readonly json?: boolean;
}

export function registerPublish(program: Command, cli: Cli): void {
  program
    .command('publish')
    .description('register an ONNX model made anywhere, after checking that it can be served')
    .argument('<model.onnx>', 'the model')
    .addOption(new Option('--name <name>', 'the name to publish under').argParser(name).makeOptionMandatory())
    .requiredOption('--signature <file.json>', 'what its records hold and what comes out')
    .requiredOption(
      '--data <reference>',
      'real rows, best such as it did not learn from: CSV with the features as columns, or JSON Lines of records',
    )
    .option(
      '--target <column>',
      'the column of --data that holds the truth (default: the one called as the prediction, if any)',
    )
    .option('--promote', 'make the new version the champion')
    .addOption(shared.reason('promoted at publish'))
    .addOption(
      new Option('--chunk-rows <n>', 'rows of one run at most (default: what the graph wants)').argParser(
        integer(1),
      ),
    )
    .addOption(
      new Option('--output <role=name>', 'which output is label, probabilities or value; "none" for none')
        .argParser(outputName)
        .default({}, 'found by type and shape'),
    )
    .addOption(shared.registry())
    .addOption(shared.json())
    .addHelpText(
      'after',
      examples('weir publish model.onnx --name churn --signature churn.json --data customers.csv --promote'),
    )
    .action((file: string, options: PublishOptions) => publish(file, options, cli));
}

/** `label=output_label` and its like, one after the other; "none" is null. */
function outputName(text: string, before: OutputNames): OutputNames {
  const [role = '', tensor = ''] = text.split(/=(.*)/s);
  if (!['label', 'probabilities', 'value'].includes(role) || tensor === '') {
    throw new InvalidArgumentError(
      'Expected label=…, probabilities=… or value=… with the name of an output.',
    );
  }
  return { ...before, [role]: tensor === 'none' ? null : tensor };
}

async function publish(file: string, options: PublishOptions, cli: Cli): Promise<void> {
  const { openRegistry } = await import('../registry.ts');
  const { readBytes } = await import('../records/files.ts');
  const { readSignature } = await import('../records/signature-file.ts');
  const { readReferences } = await import('../records/references.ts');
  const { readReferenceLabels } = await import('../records/reference-labels.ts');
  const { championAncestor } = await import('../../training/release.ts');
  const { publishModel } = await import('../../training/publish/publish-model.ts');
  const report = new Reporter(cli, options);
  const registry = openRegistry(options.registry ?? cli.config.registry);
  const model = await readBytes(file);
  const signature = await readSignature(options.signature);
  const references = await readReferences(options.data, signature);
  const { truth, note } = await readReferenceLabels(options.data, signature, references, options.target);
  report.note(`Checking ${file} with ${plural(references.length, 'reference row')}; ${note}`);

  const manifest = await publishModel(registry, {
    name: options.name,
    model,
    signature,
    trainer: 'weir publish',
    references,
    reference: { truth, forerunner: await championAncestor(registry, options.name) },
    outputs: options.output,
    ...(options.chunkRows !== undefined && { chunkRows: options.chunkRows }),
  });
  if (options.promote) {
    const { model: published, version } = manifest;
    const { reason } = options;
    await registry.moveAlias({ model: published, alias: CHAMPION, version, by: cli.config.user, reason });
  }
  report.result({ ...manifest, promoted: options.promote ?? false });
  report.say(...checksOf(manifest), '', ...outcome(manifest, options.promote ?? false));
}

/** What publishing has made sure of; it would have refused otherwise. */
function checksOf({ runtime, signature, artifacts }: Manifest): string[] {
  const outputs = [runtime.labelTensor, runtime.probabilityTensor, runtime.valueTensor].filter(
    (tensor) => tensor !== null,
  );
  return [
    `ok  the file: ONNX, ${count(artifacts.model.bytes)} bytes, opset ${runtime.opset}, IR version ${runtime.irVersion}`,
    'ok  the graph: operators of ai.onnx and ai.onnx.ml alone, nothing outside the file, no Loop or Scan',
    `ok  the input: "${runtime.inputTensor}", ${plural(signature.features.length, 'feature')}; answers from ${outputs.map((tensor) => `"${tensor}"`).join(' and ')}`,
    'ok  the golden records: run in a process of their own within limits of time and memory, answers stored',
    'ok  the profile: the reference rows counted, for drift to be told by',
  ];
}

function outcome({ model, version }: Manifest, promoted: boolean): string[] {
  const next = promoted ? `It is the ${CHAMPION} now.` : `Serve it with: weir promote ${model} ${version}`;
  return [`${model} version ${version} is published. ${next}`];
}
