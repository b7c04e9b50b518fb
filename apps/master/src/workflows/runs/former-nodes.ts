import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { newNodeRun } from '../../persistence/stores/new-node-run.js';
import { NodeItemStore } from '../../persistence/stores/node-item.store.js';
import { nodeRunId, NodeRunStore, type NodeRunRow } from '../../persistence/stores/node-run.store.js';
import type { RunRow } from '../../persistence/stores/run-row.js';
import { FormerUndoing } from './former-undoing.js';
import type { Rerun } from './rerun-records.js';

const nodesAtOnce = 1_000;

/**
 * Gives a rerun the nodes that are not to run again. Those that it takes over have what they gave, by which run, and how far they
 * are undone; those that are marked have none of it.
 */
@Injectable()
export class FormerNodes {
  constructor(
    private readonly nodes: NodeRunStore,
    private readonly items: NodeItemStore,
    private readonly undoing: FormerUndoing,
  ) {}

  /** @throws InvalidError for a mark of an item that is not the one that could not be undone. */
  async takeOver(session: Session, rerun: Rerun, { id, created_at: now }: RunRow): Promise<void> {
    const { former, states, marked, undone } = rerun;
    const marks = new Map(undone.map((mark) => [mark.number, mark]));
    const kept = states.numbers('succeeded', 'failed', 'compensated').filter((each) => !marked.has(each));
    for (let start = 0; start < kept.length; start += nodesAtOnce) {
      const numbers = kept.slice(start, start + nodesAtOnce);
      const ids = numbers.map((number) => nodeRunId(former.run_id, number));
      const found = await this.nodes.findAll(session, ids);
      const rows: NodeRunRow[] = [];
      for (const number of numbers) {
        const row = found.get(nodeRunId(former.run_id, number));
        if (!row) continue;
        const [state, mark] = [states.of(number), marks.get(number)];
        const { columns, itemByHand } = await this.undoing.of(session, row, state, mark);
        const newId = nodeRunId(id, number);
        rows.push({ ...row, ...columns, id: newId, workflow_run_id: id, state });
        if (row.total === null) continue;
        await this.items.takeOver(session, row.id, newId);
        if (itemByHand !== undefined) await this.items.setUndoRun(session, newId, itemByHand, null);
      }
      await this.nodes.insertAll(session, rows);
    }
    await this.nodes.insertAll(session, markedRows(rerun, id, now));
    await this.nodes.keepResults(session, id);
  }
}

/** As a mark leaves a node that has not started: nothing of the former run is theirs. */
function markedRows({ compiled, states, marked, actor }: Rerun, id: string, now: Date): NodeRunRow[] {
  const detail = JSON.stringify({ markedBy: actor });
  return [...marked].map((number) => {
    const { node } = compiled.graph.nodes.all[number]!;
    return { ...newNodeRun(id, number, node.id, now), state: states.of(number), detail, finished_at: now };
  });
}
