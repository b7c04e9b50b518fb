import { isDeepStrictEqual } from 'node:util';
import {
  compensationOf,
  type TaskReference,
  type WorkflowDefinition,
  type WorkflowNode,
} from '@orrery/domain';

/**
 * What an inline task leaves out where it is stored: without its defaults it is a tenth of its size, so that 10,000 of them fit
 * into one packet of the database. Part of the format: stored definitions mean these values for ever, whatever the defaults become.
 */
const leftOut: Readonly<Record<string, unknown>> = {
  group: 'default',
  timeoutMs: 3_600_000,
  timeoutAction: 'fail',
  queueTimeoutMs: 0,
  heartbeatTimeoutMs: 0,
  killGraceMs: 10_000,
  retry: {
    maxAttempts: 1,
    backoff: { kind: 'exponential', initialMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0.2 },
    maxLosses: 3,
  },
  params: {},
  priority: 'normal',
  labels: {},
  tags: [],
  weight: 1,
  maxConcurrent: 0,
  routing: { policy: 'PULL' },
  requires: { labels: {}, minFreeCpu: 0, minFreeMemoryBytes: 0, minFreeDiskBytes: 0 },
  isolation: {
    level: 'process',
    fallback: 'refuse',
    network: 'host',
    limits: { cpu: 0, memoryBytes: 0, pids: 0, diskBytes: 0 },
  },
  secrets: {},
  idempotent: false,
  description: '',
};

/** A definition, which is plain JSON, as it is stored. */
export function packWorkflow(definition: WorkflowDefinition): string {
  return JSON.stringify(withTasks(definition, packed));
}

/** A definition from its stored text. */
export function unpackWorkflow(stored: string): WorkflowDefinition {
  return withTasks(JSON.parse(stored) as WorkflowDefinition, unpacked);
}

function packed(task: TaskReference): TaskReference {
  if (typeof task === 'string') return task;
  const kept = Object.entries(task).filter(([name, value]) => !isDeepStrictEqual(value, leftOut[name]));
  return Object.fromEntries(kept) as unknown as TaskReference;
}

function unpacked(task: TaskReference): TaskReference {
  return typeof task === 'string' ? task : { ...leftOut, ...task };
}

function withTasks(
  definition: WorkflowDefinition,
  change: (task: TaskReference) => TaskReference,
): WorkflowDefinition {
  const of = (node: WorkflowNode): WorkflowNode => {
    const undo = compensationOf(node);
    return {
      ...node,
      ...('task' in node && { task: change(node.task) }),
      ...(undo && { compensate: { ...undo, task: change(undo.task) } }),
    };
  };
  return { ...definition, nodes: definition.nodes.map(of), finally: definition.finally.map(of) };
}
