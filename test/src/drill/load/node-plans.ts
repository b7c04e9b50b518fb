import type { NodeState } from '@orrery/domain';

/** What a run is made for: the node itself, an item of a map, or undoing the node. */
export type RunPart = 'own' | 'item' | 'undo';

/** A node of the load, and what must have become of it at the end, whatever was broken meanwhile. */
export interface NodePlan {
  readonly definition: { readonly id: string; readonly kind: string } & Readonly<Record<string, unknown>>;
  readonly ends: NodeState;
  /** How many runs of each part there must be. */
  readonly runs: Readonly<Partial<Record<RunPart, number>>>;
}

export function taskName(name: string): string {
  return `drill-${name}`;
}

/** A node whose task succeeds in the end. */
export function succeeding(id: string, task: string, dependsOn: readonly string[] = []): NodePlan {
  return taskNode(id, task, dependsOn, 'succeeded');
}

/** A node whose task fails whenever it runs. */
export function failing(id: string, dependsOn: readonly string[] = []): NodePlan {
  return taskNode(id, 'failing', dependsOn, 'failed');
}

/** A node that succeeds, and is undone because a later one fails. */
export function undone(id: string, task: string, undo: string, dependsOn: readonly string[] = []): NodePlan {
  const { definition } = taskNode(id, task, dependsOn, 'compensated');
  const compensate = { task: taskName(undo) };
  return { definition: { ...definition, compensate }, ends: 'compensated', runs: { own: 1, undo: 1 } };
}

/** A node that cannot start because the one before has failed. */
export function barred(id: string, task: string, dependsOn: readonly string[]): NodePlan {
  return { ...taskNode(id, task, dependsOn, 'upstream_failed'), runs: {} };
}

/** A map whose items succeed, and the node that gets what they gave. */
export function mapped(id: string, task: string, items: number, maxParallel: number): NodePlan[] {
  const list = Array.from({ length: items }, (_, item) => item);
  const params = { item: '{{ item }}' };
  const map = { id, kind: 'map', task: taskName(task), items: list, maxParallel, params };
  const reduce = { id: `${id}-sum`, kind: 'reduce', map: id, task: taskName('fenced'), dependsOn: [id] };
  return [
    { definition: map, ends: 'succeeded', runs: { item: items } },
    { definition: reduce, ends: 'succeeded', runs: { own: 1 } },
  ];
}

/** A node that only waits. */
export function delay(id: string, delayMs: number, dependsOn: readonly string[]): NodePlan {
  return { definition: { id, kind: 'delay', delayMs, dependsOn }, ends: 'succeeded', runs: {} };
}

/** A node that runs another workflow of the load, which succeeds. */
export function subworkflow(id: string, workflow: string, dependsOn: readonly string[]): NodePlan {
  const inputs = { number: '{{ inputs.number }}' };
  const definition = { id, kind: 'subworkflow', workflow: `drill-${workflow}`, inputs, dependsOn };
  return { definition, ends: 'succeeded', runs: { own: 1 } };
}

function taskNode(id: string, task: string, dependsOn: readonly string[], ends: NodeState): NodePlan {
  return { definition: { id, kind: 'task', task: taskName(task), dependsOn }, ends, runs: { own: 1 } };
}
