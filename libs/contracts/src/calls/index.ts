import type { AlarmCalls } from './alarm.calls.js';
import type { MasterCalls } from './master.calls.js';

export * from './alarm.calls.js';
export * from './backfill.calls.js';
export * from './log.calls.js';
export * from './master.calls.js';
export * from './secret.calls.js';
export * from './workflow-analysis.calls.js';
export * from './workflow-run.calls.js';
export * from './workflow-watch.calls.js';
export * from './workflow.calls.js';

/** Every request/reply pair of the platform. */
export type Calls = MasterCalls & AlarmCalls;
export type CallName = keyof Calls;
export type CallRequest<Name extends CallName> = Calls[Name]['request'];
export type CallReply<Name extends CallName> = Calls[Name]['reply'];

/** Calls that may be repeated without harm when no answer came: reads, and a claim by the same worker. */
export const repeatableCalls: ReadonlySet<CallName> = new Set<CallName>([
  'project.list',
  'project.get',
  'task.validate',
  'task.get',
  'task.list',
  'task.versions',
  'schedule.get',
  'schedule.list',
  'schedule.fires',
  'schedule.versions',
  'schedule.why',
  'ledger.list',
  'ledger.proof',
  'schedule.coming',
  'schedule.preview',
  'workflow.validate',
  'workflow.get',
  'workflow.list',
  'workflow.export',
  'workflow.analysis',
  'workflow.plan',
  'workflow.versions',
  'workflow.version',
  'workflow.diff',
  'workflowRun.get',
  'workflowRun.list',
  'workflowRun.nodes',
  'workflowRun.node',
  'workflowRun.items',
  'workflowRun.approvals',
  'workflowRun.timeline',
  'workflowRun.graph',
  'workflowRun.changes',
  'workflowRun.compare',
  'backfill.foretell',
  'backfill.get',
  'backfill.list',
  'backfill.runs',
  'pool.get',
  'pool.list',
  'pool.holders',
  'run.get',
  'task.searchLogs',
  'run.why',
  'run.list',
  'run.attempts',
  'run.samples',
  'run.children',
  'run.logs',
  'run.logTail',
  'run.claim',
  'run.secrets',
  'secret.list',
  'secret.get',
  'secret.keys',
  'worker.list',
  'worker.get',
  'worker.reservations',
  'master.list',
  'worker.resources',
  'master.resources',
  'cluster.consistency',
  'setting.list',
  'setting.get',
  'setting.versions',
  'alarmRule.get',
  'alarmRule.list',
  'alarm.get',
  'alarm.list',
]);

/** Queue that answers a call. */
export function rpcQueueOf(call: CallName): 'master.rpc' | 'alarm.rpc' {
  return call.startsWith('alarm') ? 'alarm.rpc' : 'master.rpc';
}
