import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { NodeItemStore } from '../../persistence/stores/node-item.store.js';
import { nodeRunId, NodeRunStore, type NodeRunRow } from '../../persistence/stores/node-run.store.js';
import type { Rerun } from './rerun-records.js';

const nodesAtOnce = 1_000;

/** Gives a rerun the nodes that it takes over: what they gave, and by which run. */
@Injectable()
export class FormerNodes {
  constructor(
    private readonly nodes: NodeRunStore,
    private readonly items: NodeItemStore,
  ) {}

  async takeOver(session: Session, { former, compiled, states }: Rerun, id: string): Promise<void> {
    const kept = states.numbers('succeeded');
    for (let start = 0; start < kept.length; start += nodesAtOnce) {
      const numbers = kept.slice(start, start + nodesAtOnce);
      const ids = numbers.map((number) => nodeRunId(former.run_id, number));
      const found = await this.nodes.findAll(session, ids);
      const rows: NodeRunRow[] = [];
      for (const number of numbers) {
        const row = found.get(nodeRunId(former.run_id, number));
        if (!row) continue;
        const isMap = compiled.graph.nodes.all[number]!.node.kind === 'map';
        const outputs = isMap ? await this.#ofItems(session, row) : row.outputs;
        const state = states.of(number);
        rows.push({
          ...row,
          id: nodeRunId(id, number),
          workflow_run_id: id,
          state,
          outputs,
          undo_run_id: null,
          undo_index: null,
        });
      }
      await this.nodes.insertAll(session, rows);
    }
    await this.nodes.keepResults(session, id);
  }

  /** Its items stay with the former run; what they gave goes on. */
  async #ofItems(session: Session, row: NodeRunRow): Promise<string> {
    return row.outputs ?? `[${(await this.items.results(session, row.id)).join(',')}]`;
  }
}
