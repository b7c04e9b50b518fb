/**
 * When a node may start, judged by how the nodes it depends on ended. Skipped ones have not failed, and have not succeeded;
 * a node whose rule can no longer be met is skipped itself or, because of a failure, counts as failed for those behind it. `always`
 * waits for nothing.
 */
export const triggerRules = [
  'all_success',
  'all_done',
  'one_success',
  'one_failed',
  'none_failed',
  'none_failed_min_one_success',
  'all_failed',
  'always',
] as const;
export type TriggerRule = (typeof triggerRules)[number];
