import { Injectable } from '@nestjs/common';
import { endNode, hasEnded, type NodeOutcome, type RunState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { MapItems } from './map-items.js';
import { NodeLooks } from './node-looks.js';
import { NodeRunEnds } from './node-run-ends.js';
import type { NodeResult } from './node-start.js';
import type { WorkflowNews } from './workflow-news.js';
import type { WorkflowStep } from './workflow-step.js';
import { StrayRuns } from './stray-runs.js';
import { WorkflowStopper } from './workflow-stopper.js';

type RunNews = Extract<WorkflowNews, { kind: 'run' }>;

/** Writes what a workflow run is told into its step. News of nodes that have ended meanwhile are none. */
@Injectable()
export class NewsTaker {
  constructor(
    private readonly maps: MapItems,
    private readonly looks: NodeLooks,
    private readonly stopper: WorkflowStopper,
    private readonly runEnds: NodeRunEnds,
    private readonly strays: StrayRuns,
  ) {}

  /** The nodes that have changed; undefined: everything is to be looked at. */
  async take(
    session: Session,
    step: WorkflowStep,
    news: readonly WorkflowNews[],
  ): Promise<number[] | undefined> {
    const changed: number[] = [];
    for (const each of news) {
      if (each.kind === 'run' && each.part !== 'item')
        changed.push(...(await this.#run(session, step, each)));
      if (each.kind === 'look' && each.nodeId !== null)
        changed.push(...(await this.#look(session, step, each.nodeId)));
      if (each.kind === 'decided')
        changed.push(...this.#decide(step, numberOf(step, each.nodeId), each.result));
    }
    changed.push(...(await this.#items(session, step, news)));
    if (!news.some((each) => each.kind === 'look' && each.nodeId === null)) return changed;
    await this.#lookAtAll(session, step);
    return undefined;
  }

  async #run(session: Session, step: WorkflowStep, { nodeId, part, state }: RunNews): Promise<number[]> {
    const number = numberOf(step, nodeId);
    if (part === 'undo') {
      return (await this.runEnds.isUndone(session, step, number, state)) ? [number] : [];
    }
    const isLast = await this.runEnds.isLast(session, step, number, state);
    return isLast ? this.#end(step, number, { outcome: outcomeOf(state, step) }) : [];
  }

  /** Runs to be cancelled that nodes of a workflow run have left behind which has ended. */
  async leftBehind(
    session: Session,
    workflowRunId: string,
    news: readonly WorkflowNews[],
    now: Date,
  ): Promise<string[]> {
    const found: string[] = [];
    for (const each of news) {
      if (each.kind !== 'look' || each.nodeId === null) continue;
      found.push(...(await this.strays.find(session, { workflowRunId, nodeId: each.nodeId }, now)));
    }
    return found;
  }

  async #look(session: Session, step: WorkflowStep, nodeId: string): Promise<number[]> {
    const number = numberOf(step, nodeId);
    if (step.states.of(number) !== 'running') {
      step.cancels.push(
        ...(await this.strays.find(session, { workflowRunId: step.row.run_id, nodeId }, step.now)),
      );
      return [];
    }
    const result = await this.looks.look(session, step, number);
    return result ? this.#end(step, number, result) : [];
  }

  async #items(session: Session, step: WorkflowStep, news: readonly WorkflowNews[]): Promise<number[]> {
    const ended = news.filter((each): each is RunNews => each.kind === 'run' && each.part === 'item');
    const changed: number[] = [];
    for (const nodeId of new Set(ended.map((each) => each.nodeId))) {
      const ofNode = ended.filter((each) => each.nodeId === nodeId);
      const failed = ofNode.filter(({ state }) => state !== 'succeeded').length;
      changed.push(...(await this.#map(session, step, numberOf(step, nodeId), ofNode.length, failed)));
    }
    return changed;
  }

  async #map(
    session: Session,
    step: WorkflowStep,
    number: number,
    count: number,
    failed: number,
  ): Promise<number[]> {
    if (step.states.of(number) !== 'running') return [];
    const result = await this.maps.goOn(session, step, number, { count, failed });
    return result ? this.#end(step, number, result) : [];
  }

  /** Somebody may have paused, resumed or stopped it. */
  async #lookAtAll(session: Session, step: WorkflowStep): Promise<void> {
    const running = step.states.numbers('running').filter((number) => step.node(number).kind === 'map');
    for (const number of running) await this.#map(session, step, number, 0, 0);
    if (step.row.control === 'stop') await this.stopper.stop(session, step);
  }

  /** Of a node that has not started as well. */
  #decide(step: WorkflowStep, number: number, result: NodeResult): number[] {
    const state = step.states.of(number);
    if (state === 'running') {
      // Whatever runs for it has lost its purpose; should nobody live to cancel it, the next look does.
      step.wake(number, step.now);
      return this.#end(step, number, result);
    }
    if (hasEnded(state)) return [];
    step.begin(number);
    return endNode(step.compiled.graph, step.states, step.end(number, result));
  }

  #end(step: WorkflowStep, number: number, result: NodeResult): number[] {
    if (step.states.of(number) !== 'running') return [];
    return endNode(step.compiled.graph, step.states, step.end(number, result));
  }
}

function numberOf(step: WorkflowStep, nodeId: string): number {
  return step.compiled.graph.nodes.numberOf(nodeId)!;
}

/** A run that somebody cancels while its workflow run is to go on has not done what the nodes behind it count on. */
function outcomeOf(state: RunState, { row }: WorkflowStep): NodeOutcome {
  if (state === 'cancelled' && row.control === 'stop') return 'cancelled';
  return state === 'succeeded' ? 'succeeded' : 'failed';
}
