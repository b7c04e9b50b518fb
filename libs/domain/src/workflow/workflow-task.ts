import { defaultIsolation } from '../task/isolation.js';
import { defaultRetryPolicy } from '../task/retry-policy.js';
import { defaultRouting, noRequirements } from '../task/routing.js';
import type { TaskDefinition } from '../task/task.js';
import type { WorkflowDefinition } from './workflow.js';

/** The group of all runs of workflows: no worker is in it, and none can be, since no group may have such a name. */
export const workflowGroup = '~workflow';

export function isWorkflowGroup(group: string): boolean {
  return group === workflowGroup;
}

/** A workflow as a task: what scheduling, limits and overlap ask about whatever they start. */
export function workflowTask(workflow: WorkflowDefinition): TaskDefinition {
  const { project, name, description, maxConcurrent, priority, reserve } = workflow;
  return {
    project,
    name,
    description,
    kind: 'workflow',
    spec: { handler: 'workflow' },
    group: workflowGroup,
    timeoutMs: 0,
    timeoutAction: 'warn',
    queueTimeoutMs: 0,
    heartbeatTimeoutMs: 0,
    killGraceMs: 0,
    retry: defaultRetryPolicy,
    params: {},
    priority,
    labels: {},
    tags: [],
    weight: 1,
    maxConcurrent,
    routing: defaultRouting,
    requires: noRequirements,
    isolation: defaultIsolation,
    secrets: {},
    idempotent: false,
    ...(reserve && reserve.length > 0 && { reserve }),
  };
}
