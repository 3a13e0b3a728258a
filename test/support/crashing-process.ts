/** A program that dies of whatever it is sent, as native code does. */
process.on('message', () => process.kill(process.pid, 'SIGSEGV'));
