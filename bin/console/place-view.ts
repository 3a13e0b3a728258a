import { keys } from '../../lib/contract/keys.ts';
import type { PlaceView } from '../../localstack/console/api.ts';
import type { EmbeddedStack } from '../../localstack/embedded/main.ts';
import { pasteCommands } from '../../localstack/embedded/paste-commands.ts';
import { DEFAULT_MODEL } from '../config.ts';

/** Where the parts of a stack are, with a command that sends a record. */
export function placeView({ endpoints, settings }: EmbeddedStack): PlaceView {
  const { model, inputStream, outputStream } = settings;
  const { kinesis, registry, quarantine, functionLog } = endpoints;
  return {
    ...{ kinesis, inputStream, outputStream, registry, functionLog },
    quarantine: `${quarantine}/${keys.quarantinePrefix(model)}`,
    sendCommand: sendCommand(kinesis, settings),
  };
}

function sendCommand(kinesis: string, settings: EmbeddedStack['settings']): string {
  if (settings.model !== DEFAULT_MODEL) {
    return `npx weir send <file> --model ${settings.model} --endpoint-url ${kinesis}`;
  }
  const { environment, putWithCliV2 } = pasteCommands(kinesis, settings);
  return `${environment}\n${putWithCliV2}`;
}
