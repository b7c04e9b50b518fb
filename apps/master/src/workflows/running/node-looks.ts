import { Injectable } from '@nestjs/common';
import type { ApprovalNode, DependentNode, EventNode, SubworkflowNode, WorkflowNode } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { NodeRunStore, type NodeRunRow } from '../../persistence/stores/node-run.store.js';
import { DependentRuns } from './dependent-runs.js';
import type { NodeResult } from './node-start.js';
import { afterSubworkflow, attemptOf } from './subworkflow-attempts.js';
import type { WorkflowStep } from './workflow-step.js';

/** The end of one node of another workflow run is looked for; that of the whole is news, and this is for what gets lost. */
const lookAgainMs = { node: 2_000, whole: 5_000 };
/** A workflow run that does not end by the first order is told again. */
const cancelAgainMs = 2_000;

/** Looks at nodes that wait: whether it is time, and what that means. */
@Injectable()
export class NodeLooks {
  constructor(
    private readonly nodes: NodeRunStore,
    private readonly dependents: DependentRuns,
  ) {}

  /** How a running node ends by it; undefined: it waits on. */
  async look(session: Session, step: WorkflowStep, number: number): Promise<NodeResult | undefined> {
    const row = await this.nodes.find(session, step.rowId(number));
    if (!row) return undefined;
    const node = step.node(number);
    if (node.kind === 'event' && row.outputs !== null) {
      return { outcome: 'succeeded', outputs: JSON.parse(row.outputs) as unknown };
    }
    if (node.kind === 'dependent') {
      const result = await this.dependents.resultFor(session, step, node);
      if (result) return result;
    }
    if (row.until_at !== null && row.until_at <= step.now) return timeIsUp(node, row, step);
    if (node.kind === 'dependent') {
      const againMs = node.node === undefined ? lookAgainMs.whole : lookAgainMs.node;
      step.wake(number, new Date(step.now.getTime() + againMs));
    }
    return undefined;
  }
}

function timeIsUp(node: WorkflowNode, row: NodeRunRow, step: WorkflowStep): NodeResult | undefined {
  switch (node.kind) {
    case 'delay':
    case 'waitUntil':
      return { outcome: 'succeeded' };
    case 'approval':
    case 'dependent':
    case 'event':
      return afterDeadline(node);
    case 'subworkflow':
      return attemptTimedOut(node, row, step);
    default:
      return undefined;
  }
}

/** The next attempt waits for the end of this one: two of them never run at once. */
function attemptTimedOut(node: SubworkflowNode, row: NodeRunRow, step: WorkflowStep): NodeResult | undefined {
  const number = step.compiled.graph.nodes.numberOf(node.id)!;
  const attempt = attemptOf(row);
  step.cancels.push(row.run_id!);
  if (step.row.control !== 'stop' && afterSubworkflow(node, attempt, step.now).kind === 'retry') {
    step.details.push({ id: row.id, detail: JSON.stringify({ ...attempt, isTimedOut: true }) });
    step.wake(number, new Date(step.now.getTime() + cancelAgainMs));
    return undefined;
  }
  step.wake(number, step.now);
  const message = `its workflow run ${row.run_id} took longer than ${node.timeoutMs} ms`;
  return { outcome: 'failed', failure: { kind: 'timeout', message } };
}

function afterDeadline(node: ApprovalNode | DependentNode | EventNode): NodeResult {
  const message = `waited ${node.deadlineMs} ms in vain`;
  const detail = { deadline: message };
  if (node.onDeadline === 'fail') return { outcome: 'failed', failure: { kind: 'deadline', message } };
  return { outcome: node.onDeadline === 'skip' ? 'skipped' : 'succeeded', detail };
}
