import {
  compensationOf,
  type InlineTask,
  type TaskDefinition,
  type TaskReference,
  type WorkflowDefinition,
  type WorkflowNode,
} from '@orrery/domain';
import { nodeTaskId, type NodeTaskRole } from './node-task-id.js';

/** An inline task as runs see it. */
export interface NodeTask {
  readonly taskId: string;
  readonly definition: TaskDefinition;
}

const longestName = 100;

/** Every inline task of a workflow, those of compensations included, as a task of its own. */
export function inlineTasks(workflowId: string, definition: WorkflowDefinition): NodeTask[] {
  const of = (node: WorkflowNode, role: NodeTaskRole, task: TaskReference | undefined): NodeTask[] => {
    if (task === undefined || typeof task === 'string') return [];
    const taskId = nodeTaskId(workflowId, node.id, role);
    return [{ taskId, definition: taskOf(definition, node, role, task) }];
  };
  return [...definition.nodes, ...definition.finally].flatMap((node) => [
    ...of(node, 'task', 'task' in node ? node.task : undefined),
    ...of(node, 'compensate', compensationOf(node)?.task),
  ]);
}

function taskOf(
  { project, name }: WorkflowDefinition,
  node: WorkflowNode,
  role: NodeTaskRole,
  task: InlineTask,
): TaskDefinition {
  const suffix = role === 'compensate' ? '.compensate' : '';
  return {
    ...task,
    project,
    name: `${name}.${node.id}`.slice(0, longestName - suffix.length) + suffix,
  };
}
