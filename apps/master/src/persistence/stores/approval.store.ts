import { Injectable } from '@nestjs/common';
import type { ApprovalListQuery, Page } from '@orrery/contracts';
import { cursorKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions } from '../conditions.js';

/** A node that waits for an approval. */
export interface ApprovalRow {
  readonly id: string;
  readonly workflow_run_id: string;
  readonly node_id: string;
  readonly detail: string | null;
  readonly started_at: Date;
  readonly until_at: Date | null;
  readonly workflow_id: string;
  readonly name: string;
  readonly project: string;
}

/** Finds nodes that wait for somebody to decide. */
@Injectable()
export class ApprovalStore {
  /** @param keys what they wait for, by project (see `awaiting`); undefined: in any project. */
  async list<Item>(
    session: Session,
    query: ApprovalListQuery,
    keys: readonly string[] | undefined,
    toItem: (row: ApprovalRow) => Item,
  ): Promise<Page<Item>> {
    const limit = pageLimit(query);
    const conditions = new Conditions()
      .where('n.awaiting IN (?)', keys)
      .where('n.awaiting LIKE ?', keys === undefined ? 'approval:%' : undefined)
      .where('n.id > ?', cursorKey(query));
    const rows = await session.select<ApprovalRow>(
      `SELECT n.id, n.workflow_run_id, n.node_id, n.detail, n.started_at, n.until_at, w.workflow_id, w.name, w.project
       FROM node_run n JOIN workflow_run w ON w.run_id = n.workflow_run_id ${conditions.toString()} ORDER BY n.id LIMIT ?`,
      [...conditions.params, limit + 1],
    );
    return keysetPage(rows, limit, ({ id }) => id, toItem);
  }
}
