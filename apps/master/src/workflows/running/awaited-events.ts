import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { Session } from '@orrery/persistence';
import { NodeRunStore, type NodeRunRow } from '../../persistence/stores/node-run.store.js';
import { WorkflowWakeStore } from '../../persistence/stores/workflow-wake.store.js';
import { awaiting } from './awaiting.js';
import type { NewsByRun, WorkflowNews } from './workflow-news.js';

/** An event as nodes see it. */
export interface AwaitedEvent {
  readonly id: string;
  readonly project: string;
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What an event means for the nodes that wait for it. */
export interface EventNews {
  readonly news: NewsByRun;
  /** Nodes with which the event was left: they go on when somebody looks. */
  readonly left: number;
}

const nodesRead = 1_000;
/** Nodes that go on in the transaction of the event itself: it must not grow with their number. */
const mostAtOnce = 500;

/** Finds the nodes that wait for an event. One that comes before its node waits is not waited for. */
@Injectable()
export class AwaitedEvents {
  constructor(
    private readonly nodes: NodeRunStore,
    private readonly wakes: WorkflowWakeStore,
  ) {}

  async newsOf(session: Session, event: AwaitedEvent, now: Date): Promise<EventNews> {
    const key = awaiting.event(event.project, event.name);
    const outputs = { event: { id: event.id, name: event.name, payload: event.payload } };
    const news = new Map<string, WorkflowNews[]>();
    let told = 0;
    let left = 0;
    for (let afterId = ''; ;) {
      const waiting = await this.nodes.awaiting(session, [key], afterId, nodesRead);
      const meant = waiting.filter((each) => matches(each, event.payload));
      const room = Math.max(0, mostAtOnce - told);
      for (const { workflow_run_id: id, node_id: nodeId } of meant.slice(0, room)) {
        const result = { outcome: 'succeeded', outputs } as const;
        news.set(id, [...(news.get(id) ?? []), { kind: 'decided', nodeId, result }]);
      }
      told += Math.min(room, meant.length);
      left += await this.#leave(session, meant.slice(room), JSON.stringify(outputs), now);
      if (waiting.length < nodesRead) return { news, left };
      afterId = waiting.at(-1)!.id;
    }
  }

  async #leave(session: Session, nodes: readonly NodeRunRow[], outputs: string, now: Date): Promise<number> {
    await this.nodes.leaveOutputs(
      session,
      nodes.map(({ id }) => id),
      outputs,
    );
    await this.wakes.insertAll(
      session,
      nodes.map((node) => ({ workflow_run_id: node.workflow_run_id, node_id: node.node_id, due_at: now })),
    );
    return nodes.length;
  }
}

function matches({ detail }: NodeRunRow, payload: AwaitedEvent['payload']): boolean {
  const { match = {} } = JSON.parse(detail ?? '{}') as { readonly match?: Record<string, unknown> };
  return Object.entries(match).every(([name, value]) => isDeepStrictEqual(payload[name], value));
}
