/** Why the rows of a version are not counted for as long as it is served, and what to do about it. */
export const UNCOUNTED_REASONS = {
  'no-profile':
    'The version was published without a profile.json, so nothing says into which bins its rows go. Train it, or publish it with --data.',
  'profile-missing':
    'The profile.json that the manifest names is not in the registry. Publish the model again.',
  'profile-corrupt': 'The profile.json is not the one that was published. Publish the model again.',
  'profile-invalid': 'The profile.json cannot be read, or is of another signature. Publish the model again.',
} as const;
export type UncountedReason = keyof typeof UNCOUNTED_REASONS;
