import { startS3Server } from '../../support/s3-server.ts';

/** The S3 stand-in as a process, so that its work is not the job's; it ends with its parent. */
const { endpoint } = await startS3Server();
process.on('disconnect', () => process.exit());
process.send?.(endpoint);
