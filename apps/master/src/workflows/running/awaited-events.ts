import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { Session } from '@orrery/persistence';
import { NodeRunStore, type NodeRunRow } from '../../persistence/stores/node-run.store.js';
import { awaiting } from './awaiting.js';
import type { NewsByRun, WorkflowNews } from './workflow-news.js';

/** An event as nodes see it. */
export interface AwaitedEvent {
  readonly id: string;
  readonly project: string;
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

const mostNodes = 10_000;

/** Finds the nodes that wait for an event. One that comes before its node waits is not waited for. */
@Injectable()
export class AwaitedEvents {
  constructor(private readonly nodes: NodeRunStore) {}

  async newsOf(session: Session, event: AwaitedEvent): Promise<NewsByRun> {
    const key = awaiting.event(event.project, event.name);
    const waiting = await this.nodes.awaiting(session, [key], mostNodes);
    const news = new Map<string, WorkflowNews[]>();
    for (const node of waiting.filter((each) => matches(each, event.payload))) {
      const outputs = { event: { id: event.id, name: event.name, payload: event.payload } };
      const result = { outcome: 'succeeded', outputs } as const;
      const known = news.get(node.workflow_run_id) ?? [];
      news.set(node.workflow_run_id, [...known, { kind: 'decided', nodeId: node.node_id, result }]);
    }
    return news;
  }
}

function matches({ detail }: NodeRunRow, payload: AwaitedEvent['payload']): boolean {
  const { match = {} } = JSON.parse(detail ?? '{}') as { readonly match?: Record<string, unknown> };
  return Object.entries(match).every(([name, value]) => isDeepStrictEqual(payload[name], value));
}
