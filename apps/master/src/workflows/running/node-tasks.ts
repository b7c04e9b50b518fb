import { Injectable } from '@nestjs/common';
import type { Compensation, MapNode, ReduceNode, TaskDefinition, TaskNode } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { DefinitionCache } from '../../definitions/definition-cache.js';
import { TaskStore, type DefinitionKey, type Task } from '../../persistence/stores/task.store.js';
import { nodeTaskId, type NodeTaskRole } from '../node-task-id.js';
import { NodeFault } from './node-fault.js';
import type { WorkflowStep } from './workflow-step.js';

/** What runs a task in a workflow: a node, or its compensation. */
export type TaskUse = TaskNode | MapNode | ReduceNode | Compensation;

/** The task of a node, in the version that it runs now, and what the node says in place of it. */
export interface NodeTask extends Pick<Task, 'id' | 'version' | 'definition'> {
  /** Null: the node says nothing else. */
  readonly overrides: Partial<TaskDefinition> | null;
}

/** How many more inline tasks are read where one is. */
const readAlong = 100;

/** Finds the tasks of nodes. A task by its name runs in the version it has when the node starts. */
@Injectable()
export class NodeTasks {
  constructor(
    private readonly tasks: TaskStore,
    private readonly definitions: DefinitionCache,
  ) {}

  /**
   * Reads the inline tasks of nodes that start together at once, and with them those of the next nodes: a wide graph would ask for
   * each of them, and so would a long one.
   */
  async prepare(session: Session, step: WorkflowStep, numbers: readonly number[]): Promise<void> {
    const wanted = inlineKeys(step, numbers);
    if (this.definitions.has(wanted)) return this.definitions.load(session, wanted);
    await this.definitions.load(session, inlineKeys(step, withNext(step, numbers)));
  }

  /** @throws NodeFault when the task is gone. */
  async of(
    session: Session,
    step: WorkflowStep,
    nodeId: string,
    use: TaskUse,
    role: NodeTaskRole,
  ): Promise<NodeTask> {
    const overrides = overridesOf(use);
    if (typeof use.task === 'string') return { ...(await this.#named(session, step, use.task)), overrides };
    const key = inlineKey(step, nodeId, role);
    await this.definitions.load(session, [key]);
    return { id: key.task_id, version: key.task_version, definition: this.definitions.get(key), overrides };
  }

  async #named(session: Session, step: WorkflowStep, text: string): Promise<Task> {
    const id = step.compiled.references.tasks[text] ?? text;
    const known = step.tasks.get(id) ?? (await this.tasks.find(session, id));
    if (!known) throw new NodeFault('refused', `the task "${text}" has been deleted`);
    step.tasks.set(id, known);
    this.definitions.learn({ task_id: id, task_version: known.version }, known.definition);
    return known;
  }
}

function inlineKeys(step: WorkflowStep, numbers: readonly number[]): DefinitionKey[] {
  const nodes = numbers.map((number) => step.node(number));
  const inline = nodes.filter((node) => 'task' in node && typeof node.task !== 'string');
  return inline.map((node) => inlineKey(step, node.id, 'task'));
}

/** Nodes mostly stand in the order in which they start. */
function withNext({ compiled }: WorkflowStep, numbers: readonly number[]): number[] {
  const next = Math.max(...numbers) + 1;
  const last = Math.min(next + readAlong, compiled.graph.nodes.all.length);
  return [...numbers, ...Array.from({ length: Math.max(0, last - next) }, (_, at) => next + at)];
}

function inlineKey({ row }: WorkflowStep, nodeId: string, role: NodeTaskRole): DefinitionKey {
  return { task_id: nodeTaskId(row.workflow_id, nodeId, role), task_version: row.version };
}

function overridesOf(use: TaskUse): Partial<TaskDefinition> | null {
  const overrides = {
    ...(use.retry && { retry: use.retry }),
    ...(use.timeoutMs !== undefined && { timeoutMs: use.timeoutMs }),
    ...('group' in use && use.group !== undefined && { group: use.group }),
    ...('pool' in use && use.pool !== undefined && { pools: [use.pool] }),
  };
  return Object.keys(overrides).length === 0 ? null : overrides;
}
