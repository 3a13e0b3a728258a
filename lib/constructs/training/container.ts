/** The container of each training task: overrides name it. */
export const CONTAINER = 'training';
