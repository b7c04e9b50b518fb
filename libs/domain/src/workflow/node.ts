import type { RetryPolicy } from '../task/retry-policy.js';
import type { Priority, TaskDefinition } from '../task/task.js';
import type { TriggerRule } from './trigger-rule.js';

/** What a node of a workflow does. */
export const nodeKinds = [
  'task',
  'switch',
  'condition',
  'subworkflow',
  'map',
  'reduce',
  'delay',
  'waitUntil',
  'approval',
  'dependent',
  'event',
  'noop',
] as const;
export type NodeKind = (typeof nodeKinds)[number];

/** What becomes of a node that waited until its deadline in vain. */
export const deadlineActions = ['fail', 'skip', 'succeed'] as const;
export type DeadlineAction = (typeof deadlineActions)[number];

/** A task that exists nowhere but in its node. */
export type InlineTask = Omit<TaskDefinition, 'project' | 'name'>;

/** A task by its name or id, or written where it is used. */
export type TaskReference = string | InlineTask;

/** JSON values by name; each string in them may be a template. */
export type TemplateValues = Readonly<Record<string, unknown>>;

/** Undoes what a node did, when a workflow run fails after it. */
export interface Compensation {
  readonly task: TaskReference;
  readonly params: TemplateValues;
  readonly retry?: RetryPolicy;
  readonly timeoutMs?: number;
}

interface Node<Kind extends NodeKind> {
  /** Names it within its workflow. */
  readonly id: string;
  readonly kind: Kind;
  readonly description: string;
  /** Nodes that must end first. */
  readonly dependsOn: readonly string[];
  readonly triggerRule: TriggerRule;
}

/** What a node that runs tasks says in place of them; what is absent follows the task. */
interface RunsTask {
  readonly task: TaskReference;
  readonly params: TemplateValues;
  readonly retry?: RetryPolicy;
  readonly timeoutMs?: number;
  readonly priority?: Priority;
  /** Group of workers. */
  readonly group?: string;
  /** A pool whose slots its runs take as well. */
  readonly pool?: string;
  readonly compensate?: Compensation;
}

/** A node that waits for something outside, but not for ever. */
interface Waits {
  readonly deadlineMs: number;
  readonly onDeadline: DeadlineAction;
}

export interface TaskNode extends Node<'task'>, RunsTask {}

/** Goes on with the nodes of the first case that is true, and skips those of the others. */
export interface SwitchNode extends Node<'switch'> {
  readonly cases: readonly SwitchCase[];
  /** Nodes that go on when no case is true. */
  readonly default: readonly string[];
}

export interface SwitchCase {
  /** Expression that is true or false. */
  readonly when: string;
  /** Nodes that depend on the switch. */
  readonly to: readonly string[];
}

/** Goes on with one of two sets of nodes, and skips those of the other. */
export interface ConditionNode extends Node<'condition'> {
  /** Expression that is true or false. */
  readonly when: string;
  readonly then: readonly string[];
  readonly else: readonly string[];
}

/** Runs another workflow and ends as it does. */
export interface SubworkflowNode extends Node<'subworkflow'> {
  /** Name or id. */
  readonly workflow: string;
  /** Absent: the newest. */
  readonly version?: number;
  readonly inputs: TemplateValues;
  readonly retry?: RetryPolicy;
  readonly timeoutMs?: number;
  readonly priority?: Priority;
  readonly compensate?: Compensation;
}

/** Runs a task once for each item of a list; its params see the item as `item`. */
export interface MapNode extends Node<'map'>, RunsTask {
  /** The list, or an expression that gives it. */
  readonly items: string | readonly unknown[];
  /** Items at once; 0: any number. */
  readonly maxParallel: number;
}

/** Runs a task on what all runs of a map gave. */
export interface ReduceNode extends Node<'reduce'>, RunsTask {
  /** The map whose outputs it gets. */
  readonly map: string;
}

export interface DelayNode extends Node<'delay'> {
  readonly delayMs: number;
}

export interface WaitUntilNode extends Node<'waitUntil'> {
  /** An instant (ISO 8601 with its offset), or an expression that gives one. */
  readonly until: string;
}

/** Waits until a person approves (it succeeds) or rejects (it fails). */
export interface ApprovalNode extends Node<'approval'>, Waits {
  /** Template: what is to be decided. */
  readonly message: string;
  /** Users who may decide; empty: whoever may control runs of the project. */
  readonly approvers: readonly string[];
}

/** Waits for a run of another workflow that was planned within a time before this one. */
export interface DependentNode extends Node<'dependent'>, Waits {
  /** Name or id. */
  readonly workflow: string;
  /** One node of it; absent: the whole. */
  readonly node?: string;
  /** How far its planned time may lie before that of this workflow run. */
  readonly lookbackMs: number;
  /** `ended`: however it ended. */
  readonly state: DependentState;
}

export const dependentStates = ['succeeded', 'ended'] as const;
export type DependentState = (typeof dependentStates)[number];

/** Waits for an event of the project. */
export interface EventNode extends Node<'event'>, Waits {
  readonly event: string;
  /** Fields of the payload that must be equal to these templates. */
  readonly match: TemplateValues;
}

export type NoopNode = Node<'noop'>;

export type WorkflowNode =
  | TaskNode
  | SwitchNode
  | ConditionNode
  | SubworkflowNode
  | MapNode
  | ReduceNode
  | DelayNode
  | WaitUntilNode
  | ApprovalNode
  | DependentNode
  | EventNode
  | NoopNode;

/** What undoes the node; undefined where there is nothing to undo, or nobody said how. */
export function compensationOf(node: WorkflowNode): Compensation | undefined {
  return 'compensate' in node ? node.compensate : undefined;
}
