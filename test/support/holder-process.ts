import '../../localstack/child-process/die-with-parent.ts';
import { holdExclusively } from '../../localstack/embedded/adapters/exclusive-hold.ts';

/** A process that takes the lock that its argument names, says whether it got it, and holds it until it is killed. */
const hold = await holdExclusively(process.argv[2]!);
process.send?.(hold === undefined ? 'refused' : 'held');
setInterval(() => undefined, 60_000);
