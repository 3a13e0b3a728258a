import { openOnnxSession } from '../../lib/model/adapters/onnx-session.ts';
import { endWithParent } from './end-with-parent.ts';
import { type ProbeJob, probeModel } from './probe-model.ts';

/**
 * A process that tries one model: it takes a ProbeJob as its only message and sends a ProbeAnswer.
 * Arguments: the parent's process id, and after how many milliseconds it ends by itself.
 */
const [parent, timeoutMs] = process.argv.slice(2).map(Number);
endWithParent(parent!, timeoutMs!);
process.once('message', async (job: ProbeJob) => {
  const answer = await probeModel(job, openOnnxSession);
  process.send!(answer, () => process.disconnect());
});
