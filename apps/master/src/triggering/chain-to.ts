/** One task is started after another. */
export interface Step {
  readonly taskId: string;
  readonly upstreamId: string;
}

/**
 * The tasks of the circle that would close if `taskId` were started after `upstreamId`, each followed by the one it is
 * started after; undefined: none closes.
 */
export function chainTo(
  taskId: string,
  upstreamId: string,
  steps: readonly Step[],
): readonly string[] | undefined {
  const paths = new Map([[upstreamId, [taskId, upstreamId]]]);
  if (upstreamId === taskId) return [taskId];
  for (const [id, path] of paths) {
    for (const step of steps.filter((each) => each.taskId === id)) {
      if (step.upstreamId === taskId) return path;
      if (!paths.has(step.upstreamId)) paths.set(step.upstreamId, [...path, step.upstreamId]);
    }
  }
  return undefined;
}
