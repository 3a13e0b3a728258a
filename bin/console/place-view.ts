import { keys } from '../../lib/contract/keys.ts';
import type { PlaceView, SendCommand } from '../../localstack/console/api.ts';
import type { EmbeddedStack } from '../../localstack/embedded/main.ts';
import { pasteCommands } from '../../localstack/embedded/paste-commands.ts';
import { DEFAULT_MODEL } from '../config.ts';

/** Where the parts of a stack are, with commands that send a record. */
export function placeView({ endpoints, settings }: EmbeddedStack): PlaceView {
  const { model, inputStream, outputStream } = settings;
  const { kinesis, registry, quarantine, functionLog } = endpoints;
  return {
    ...{ kinesis, inputStream, outputStream, registry, functionLog },
    quarantine: `${quarantine}/${keys.quarantinePrefix(model)}`,
    sendCommands: sendCommands(kinesis, settings),
  };
}

/** For both versions of the AWS CLI, as the terminal shows them: what one takes the other refuses or encodes twice. */
export function sendCommands(
  kinesis: string,
  settings: Pick<EmbeddedStack['settings'], 'model' | 'inputStream' | 'outputStream' | 'region'>,
): SendCommand[] {
  if (settings.model !== DEFAULT_MODEL) {
    const command = `npx weir send <file> --model ${settings.model} --endpoint-url ${kinesis}`;
    return [{ title: 'Weir', command }];
  }
  const { environment, putWithCliV1, putWithCliV2 } = pasteCommands(kinesis, settings);
  return [
    { title: 'AWS CLI v1', command: `${environment}\n${putWithCliV1}` },
    { title: 'AWS CLI v2', command: `${environment}\n${putWithCliV2}` },
  ];
}
