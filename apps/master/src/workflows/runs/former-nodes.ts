import { Injectable } from '@nestjs/common';
import type { NodeState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { NodeItemStore } from '../../persistence/stores/node-item.store.js';
import { nodeRunId, NodeRunStore, type NodeRunRow } from '../../persistence/stores/node-run.store.js';
import type { Rerun } from './rerun-records.js';

const nodesAtOnce = 1_000;

/** Gives a rerun the nodes that it takes over: what they gave, by which run, and how far they are undone. */
@Injectable()
export class FormerNodes {
  constructor(
    private readonly nodes: NodeRunStore,
    private readonly items: NodeItemStore,
  ) {}

  async takeOver(session: Session, { former, states }: Rerun, id: string): Promise<void> {
    const kept = states.numbers('succeeded', 'failed', 'compensated');
    for (let start = 0; start < kept.length; start += nodesAtOnce) {
      const numbers = kept.slice(start, start + nodesAtOnce);
      const ids = numbers.map((number) => nodeRunId(former.run_id, number));
      const found = await this.nodes.findAll(session, ids);
      const rows: NodeRunRow[] = [];
      for (const number of numbers) {
        const row = found.get(nodeRunId(former.run_id, number));
        if (!row) continue;
        const undoing = await this.#undoing(session, row, states.of(number));
        const state = states.of(number);
        rows.push({ ...row, ...undoing, id: nodeRunId(id, number), workflow_run_id: id, state });
        if (row.total !== null) await this.items.takeOver(session, row.id, nodeRunId(id, number));
      }
      await this.nodes.insertAll(session, rows);
    }
    await this.nodes.keepResults(session, id);
  }

  /** What is undone stays so; a map that is undone in part goes on with the item that could not be. */
  async #undoing(session: Session, row: NodeRunRow, state: NodeState): Promise<Partial<NodeRunRow>> {
    if (state === 'compensated') return {};
    const again = { undo_run_id: null, undo_failure: null };
    if (row.undo_index === null) return { ...again, undo_index: null, undo_total: null, undone: null };
    const undoing = await this.nodes.undoingOf(session, row.id);
    const isUndone = undoing?.run_state === 'succeeded';
    return { ...again, undo_index: isUndone ? row.undo_index : row.undo_index + 1 };
  }
}
