/** The number of the trial that no worker survives: it never ends by itself, and whoever runs it is killed. */
export const DEADLY = 5;
