import { Injectable } from '@nestjs/common';
import type { WorkflowChanges } from '@orrery/contracts';
import { isOpenWorkflowRun } from '@orrery/domain';
import { ServiceClient } from '@orrery/messaging';
import { EventFeed } from './event-feed.js';
import type { SseEvent } from './sse-channel.js';
import { whileAway } from './while-away.js';

/** An event may get lost, so news is also looked for this often. */
const POLL_MS = 2_000;

/** Follows a workflow run for one viewer: asks what has changed since it asked last, whenever its feed says that there is news. */
@Injectable()
export class WorkflowFollower {
  constructor(
    private readonly client: ServiceClient,
    private readonly feed: EventFeed,
  ) {}

  /** `run` and `nodes` as they are, then again when they have changed, then `end` with the final state. */
  async *changes(id: string, signal: AbortSignal): AsyncGenerator<SseEvent> {
    let last = '';
    for await (const { run, nodes, isMore } of this.looks(id, signal)) {
      const text = JSON.stringify(run);
      if (text !== last) yield { event: 'run', data: run };
      last = text;
      if (nodes.length > 0) yield { event: 'nodes', data: { items: nodes } };
      if (!isMore && !isOpenWorkflowRun(run.state))
        return yield* [{ event: 'end', data: { state: run.state } }];
    }
  }

  /** What has changed now and after each sign of news; a service that is away for a while is waited for. */
  private async *looks(id: string, signal: AbortSignal): AsyncGenerator<WorkflowChanges> {
    const watch = this.feed.watch(id, 'workflow run');
    const wake = () => watch.waiter.wake();
    signal.addEventListener('abort', wake);
    try {
      let seen: string | undefined;
      while (!signal.aborted) {
        const changes = await whileAway(() => this.client.call('workflowRun.changes', { id, seen }));
        seen = changes?.seen ?? seen;
        if (changes !== undefined) yield changes;
        if (!changes?.isMore && !signal.aborted) await watch.waiter.wait(POLL_MS);
      }
    } finally {
      signal.removeEventListener('abort', wake);
      watch.close();
    }
  }
}
