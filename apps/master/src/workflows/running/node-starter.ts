import { Injectable } from '@nestjs/common';
import { compensationOf, type NodeEnd, type ReduceNode, type TaskNode } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { MapItems } from './map-items.js';
import { NodeFault } from './node-fault.js';
import type { NodeResult } from './node-start.js';
import { NodeRunStarter } from './node-run-starter.js';
import { NodeTasks } from './node-tasks.js';
import { startWaitingNode } from './start-waiting-node.js';
import { StepValues } from './step-values.js';
import { SubworkflowStarter } from './subworkflow-starter.js';
import type { WorkflowStep } from './workflow-step.js';

/** Starts nodes, each by its kind. */
@Injectable()
export class NodeStarter {
  constructor(
    private readonly values: StepValues,
    private readonly runs: NodeRunStarter,
    private readonly maps: MapItems,
    private readonly subworkflows: SubworkflowStarter,
    private readonly tasks: NodeTasks,
  ) {}

  /**
   * Resolves to the ends of those that have ended already: they had nothing to run, or could not start. Nodes for which there is no
   * time in this transaction start in the next; one at least starts in each step, so that there is progress.
   */
  async startAll(session: Session, step: WorkflowStep, numbers: readonly number[]): Promise<NodeEnd[]> {
    const ends: NodeEnd[] = [];
    await this.tasks.prepare(session, step, numbers);
    for (const [at, number] of numbers.entries()) {
      if (step.begun.size > 0 && step.isTimeUp) {
        step.putOff(numbers.slice(at));
        break;
      }
      const result = await this.#start(session, step, number).catch((error: unknown) =>
        failed(error, step, number),
      );
      if (result) ends.push(step.end(number, result));
    }
    return ends;
  }

  /** Starts what undoes a node, or the next item of a map; where that cannot be, it has failed. Returns whether it is under way. */
  async undo(session: Session, step: WorkflowStep, number: number): Promise<boolean> {
    const compensation = compensationOf(step.node(number))!;
    try {
      if (await this.runs.undo(session, step, number, compensation)) return true;
      step.endUndo(number, 'compensated');
      return false;
    } catch (error) {
      if (!(error instanceof NodeFault)) throw error;
      step.endUndo(number, 'compensation_failed', error.failure);
      return false;
    }
  }

  async #start(session: Session, step: WorkflowStep, number: number): Promise<NodeResult | undefined> {
    const node = step.node(number);
    switch (node.kind) {
      case 'task':
      case 'reduce':
        return this.#run(session, step, number, node);
      case 'map':
        return this.maps.begin(session, step, number, node);
      case 'subworkflow':
        await this.subworkflows.start(session, step, number, node);
        return undefined;
      default: {
        const values = await this.values.of(session, step, step.compiled.needs(number));
        const start = startWaitingNode(node, step.compiled, values, step.now);
        if (start.kind === 'waits') step.beginWait(number, start.wait);
        else step.begin(number);
        return start.kind === 'ended' ? start.result : undefined;
      }
    }
  }

  async #run(
    session: Session,
    step: WorkflowStep,
    number: number,
    node: TaskNode | ReduceNode,
  ): Promise<undefined> {
    await this.runs.start(session, step, number, node);
    return undefined;
  }
}

function failed(error: unknown, step: WorkflowStep, number: number): NodeResult {
  if (!(error instanceof NodeFault)) throw error;
  if (!step.begun.has(number)) step.begin(number);
  return { outcome: 'failed', failure: error.failure };
}
