import type { Trigger } from './trigger.js';

/** What can be started. */
export const targetKinds = ['task', 'workflow'] as const;
export type TargetKind = (typeof targetKinds)[number];

/** Something that can be started. */
export interface Target {
  readonly kind: TargetKind;
  readonly id: string;
}

/** Whose success a trigger waits for; undefined: nobody's. */
export function upstreamOf(trigger: Trigger): Target | undefined {
  if (trigger.kind !== 'dependency') return undefined;
  if (trigger.taskId !== undefined) return { kind: 'task', id: trigger.taskId };
  return trigger.workflowId === undefined ? undefined : { kind: 'workflow', id: trigger.workflowId };
}
