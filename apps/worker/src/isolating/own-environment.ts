type Environment = Readonly<Record<string, string>>;

/** What tells programs who they are and where their files go. */
const ofUser = ['HOME', 'USER', 'LOGNAME'] as const;

/**
 * The environment of an attempt that is not the worker's user: what it inherited of that user's names and places is its own
 * instead; what its task has set stays. @param home undefined: it is the worker's user.
 */
export function ownEnvironment(
  env: Environment,
  home: string | undefined,
  temporary: string,
  worker: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const own: Record<string, string> = { ...env };
  if (own['TMPDIR'] === undefined || own['TMPDIR'] === worker['TMPDIR']) own['TMPDIR'] = temporary;
  if (home === undefined) return own;
  for (const name of ofUser) if (own[name] === worker[name]) delete own[name];
  own['HOME'] ??= home;
  return own;
}
