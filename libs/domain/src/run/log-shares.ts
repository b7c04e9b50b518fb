/**
 * What an attempt may keep of its log, of what its run may (setting `runs.logBytes`): the first one all of it, and later ones
 * half of it, since the attempts before them have the other half.
 */
export function attemptLogBytes(runLogBytes: number, attempt: number): number {
  return attempt === 1 ? runLogBytes : Math.floor(runLogBytes / 2);
}

/** What all attempts before the newest one may take together, where they are stored. */
export function formerLogBytes(runLogBytes: number): number {
  return runLogBytes - attemptLogBytes(runLogBytes, 2);
}
