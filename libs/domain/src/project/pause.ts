import type { TargetKind } from '../schedule/target.js';

/**
 * Somebody stopped the starting of runs: in the whole cluster, in a project, or of a task. A workflow is paused by the task under
 * which its runs are kept.
 */
export type Pause =
  | { readonly scope: 'cluster' }
  | { readonly scope: 'project'; readonly project: string }
  | { readonly scope: 'task'; readonly taskId: string };

/**
 * For people: in the ledger, and where somebody asks why nothing runs.
 * @param target what is to be started.
 */
export function pauseReason(pause: Pause, target: TargetKind): string {
  switch (pause.scope) {
    case 'cluster':
      return 'the whole cluster is paused';
    case 'project':
      return `the project "${pause.project}" is paused`;
    case 'task':
      return `the ${target} is paused`;
  }
}
