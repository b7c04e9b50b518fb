import { Injectable } from '@nestjs/common';
import { isOpenWorkflowRun } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { NodeRunStore } from '../../persistence/stores/node-run.store.js';
import { WorkflowWakeStore } from '../../persistence/stores/workflow-wake.store.js';
import { awaiting } from './awaiting.js';
import { newsOf } from './step-news.js';
import type { MovedWorkflows } from './workflow-mover.js';
import type { WorkflowStep } from './workflow-step.js';
import { WorkflowWriter } from './workflow-writer.js';

const nodesNamed = 3;
const mostWoken = 10_000;

/** Ends steps: says how those that are over have ended, writes all, and wakes what waited for their end. */
@Injectable()
export class WorkflowFinisher {
  constructor(
    private readonly writer: WorkflowWriter,
    private readonly nodes: NodeRunStore,
    private readonly wakes: WorkflowWakeStore,
  ) {}

  async write(session: Session, steps: readonly WorkflowStep[]): Promise<MovedWorkflows> {
    const over = steps.filter((step) => !isOpenWorkflowRun(step.state));
    for (const step of over) {
      step.finishedAt = step.now;
      if (step.failure?.kind === 'timeout') step.state = 'failed';
      step.failure ??= failureOf(step);
    }
    await this.writer.write(session, steps);
    for (const step of over) await this.#wakeDependents(session, step);
    return {
      over,
      started: steps.flatMap((step) => step.runs),
      cancels: steps.flatMap((step) => step.cancels),
      news: steps.flatMap(newsOf),
    };
  }

  async #wakeDependents(session: Session, { row, now }: WorkflowStep): Promise<void> {
    const waiting = await this.nodes.awaiting(session, awaiting.workflow(row.workflow_id), mostWoken);
    await this.wakes.insertAll(
      session,
      waiting.map((node) => ({ workflow_run_id: node.workflow_run_id, node_id: node.node_id, due_at: now })),
    );
  }
}

function failureOf(step: WorkflowStep) {
  if (step.state === 'succeeded' || step.state === 'cancelled') return null;
  const failed = step.states.numbers('failed', 'compensation_failed').map((number) => step.node(number).id);
  const more = failed.length > nodesNamed ? ` and ${failed.length - nodesNamed} more` : '';
  const named = failed.slice(0, nodesNamed).join(', ');
  const undone =
    step.state === 'failed'
      ? ''
      : `; what had succeeded is ${step.state === 'compensated' ? 'undone' : 'undone in part'}`;
  const message = `node(s) ${named}${more} failed${undone}`;
  return { kind: 'node', message, ...(failed[0] !== undefined && { nodeId: failed[0] }) };
}
