import { setImmediate as turn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { mostAnalysedRuns } from '@orrery/contracts';
import { NodeStates } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import {
  EndedWorkflowRunStore,
  type EndedRuns,
  type EndedWorkflowRun,
} from '../../persistence/stores/ended-workflow-run.store.js';
import { NodeSpanStore } from '../../persistence/stores/node-span.store.js';
import { ranNodes, type RanNode } from './ran-nodes.js';

/** A workflow run that has ended, with what its nodes did. */
export interface EndedRun {
  readonly row: EndedWorkflowRun;
  readonly states: NodeStates;
  /** By their numbers. */
  readonly ran: ReadonlyMap<number, RanNode>;
}

/** Nodes of all workflow runs together that one request looks at: it takes 2 to 5 s then, on two busy cores. */
export const mostNodesLookedAt = 200_000;
const nodesAtOnce = 2_000;
const runsAtOnce = 50;

/** Workflow runs of so many nodes that one request looks at. */
export function mostRunsOf(nodes: number): number {
  return Math.min(mostAnalysedRuns, Math.max(1, Math.floor(mostNodesLookedAt / nodes)));
}

/** Reads workflow runs that have ended, some at a time, so that neither memory nor the database is held by them. */
@Injectable()
export class EndedRunReader {
  constructor(
    private readonly database: Database,
    private readonly ended: EndedWorkflowRunStore,
    private readonly spans: NodeSpanStore,
  ) {}

  /** Newest first. @param nodes that each of them has. */
  async *read(runs: EndedRuns, nodes: number, most: number): AsyncGenerator<EndedRun> {
    const atOnce = Math.min(runsAtOnce, Math.max(1, Math.floor(nodesAtOnce / nodes)));
    let before: string | undefined;
    for (let left = Math.min(most, mostRunsOf(nodes)); left > 0; left -= atOnce) {
      const page = await this.#page(runs, before, Math.min(left, atOnce), nodes);
      yield* page;
      await turn(); // SQLite answers within the same turn of the event loop: everything else would stand still
      if (page.length < Math.min(left, atOnce)) return;
      before = page.at(-1)!.row.run_id;
    }
  }

  #page(runs: EndedRuns, before: string | undefined, most: number, nodes: number): Promise<EndedRun[]> {
    return this.database.run(async (session) => {
      const rows = await this.ended.list(session, runs, before, most);
      const spans = await this.spans.of(
        session,
        rows.map((row) => row.run_id),
      );
      return rows.map((row) => ({
        row,
        states: row.states === '' ? NodeStates.allPending(nodes) : NodeStates.read(row.states),
        ran: ranNodes(row, spans.get(row.run_id)!),
      }));
    });
  }
}
