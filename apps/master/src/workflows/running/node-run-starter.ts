import { Injectable } from '@nestjs/common';
import type { Compensation, ReduceNode, TaskNode } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { MapUndo } from './map-undo.js';
import { NodeOutputs } from './node-outputs.js';
import { NodeRunMaker } from './node-run-maker.js';
import { NodeTasks } from './node-tasks.js';
import { StepValues } from './step-values.js';
import type { WorkflowStep } from './workflow-step.js';

/** Makes the one run of a node, and those that undo it. */
@Injectable()
export class NodeRunStarter {
  constructor(
    private readonly values: StepValues,
    private readonly outputs: NodeOutputs,
    private readonly tasks: NodeTasks,
    private readonly maker: NodeRunMaker,
    private readonly maps: MapUndo,
  ) {}

  /** @throws NodeFault when the run cannot be made. */
  async start(
    session: Session,
    step: WorkflowStep,
    number: number,
    node: TaskNode | ReduceNode,
  ): Promise<void> {
    const values = await this.values.of(session, step, step.compiled.needs(number));
    const rendered = values.render(node.params) as Record<string, unknown>;
    const params =
      node.kind === 'reduce'
        ? { ...rendered, results: await this.#resultsOf(session, step, node) }
        : rendered;
    const task = await this.tasks.of(session, step, node.id, node, 'task');
    const { priority } = node;
    const run = this.maker.make(step, { nodeId: node.id, part: 'own', task, params, priority });
    step.runs.push(run);
    step.begin(number, { run_id: run.id });
  }

  /** Of a map, for the next item. Returns whether there is anything to undo. @throws NodeFault when the run cannot be made. */
  async undo(
    session: Session,
    step: WorkflowStep,
    number: number,
    compensation: Compensation,
  ): Promise<boolean> {
    const { id: nodeId, kind } = step.node(number);
    const item = kind === 'map' ? await this.maps.next(session, step, number) : undefined;
    if (kind === 'map' && !item) return false;
    const values = item?.values ?? (await this.values.of(session, step, step.compiled.undoNeeds(number)));
    const params = values.render(compensation.params) as Record<string, unknown>;
    const task = await this.tasks.of(session, step, nodeId, compensation, 'compensate');
    const run = this.maker.make(step, { nodeId, part: 'undo', task, params });
    step.runs.push(run);
    step.noteUndo(number, run.id, item?.index);
    return true;
  }

  #resultsOf(session: Session, step: WorkflowStep, { map }: ReduceNode): Promise<unknown[]> {
    return this.outputs.ofMap(session, step, step.compiled.graph.nodes.numberOf(map)!);
  }
}
