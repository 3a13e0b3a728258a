/**
 * For child processes, to be imported first: ends them when the process that started them is gone, however it
 * went. The kernel closes the channel between the two, so that holds after SIGKILL as well.
 */
process.on('disconnect', () => process.exit(1));

// The listener alone would keep a process running whose work is done.
process.channel?.unref();
