import { once } from 'node:events';
import { openStore } from '../../../../lib/registry/adapters/open-store.ts';
import { ModelRegistry } from '../../../../lib/registry/registry.ts';
import { draftOf } from '../support/draft.ts';

/** Publishes one version when told to, so that many can do it at once: publisher.ts <location> <model> <mark> */
const [location = '', model = '', mark = ''] = process.argv.slice(2);
const registry = new ModelRegistry(openStore(location));
await registry.models();
process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdin.destroy();
const { version } = await registry.publish(draftOf(model, mark));
process.stdout.write(`${version}\n`);
