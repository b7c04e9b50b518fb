import type { Row, Session } from '@orrery/persistence';

/** How the database goes about one statement. */
export interface Explained {
  readonly sql: string;
  readonly table: string;
  readonly key: string | null;
  readonly type: string;
  readonly rows: number;
  readonly extra: string;
}

interface PlanRow {
  readonly table: string;
  readonly key: string | null;
  readonly type: string;
  readonly rows: number | string;
  readonly Extra: string | null;
}

/** A session that asks for the plan of every statement before it runs it. */
export class ExplainingSession {
  readonly explained: Explained[] = [];
  readonly session: Session;

  constructor(inner: Session) {
    this.session = {
      dialect: inner.dialect,
      manager: inner.manager,
      select: async <R = Row>(sql: string, params?: readonly unknown[]) => {
        await this.#explain(inner, sql, params);
        return inner.select<R>(sql, params);
      },
      selectAll: async (queries) => {
        for (const { sql, params } of queries) await this.#explain(inner, sql, params);
        return inner.selectAll(queries);
      },
      execute: async (sql, params) => {
        await this.#explain(inner, sql, params);
        return inner.execute(sql, params);
      },
      // The plan is there before the transaction ends: a connection answers in order.
      executeLater: (sql, params) => {
        void this.#explain(inner, sql, params);
        inner.executeLater(sql, params);
      },
      insertManyLater: (...given) => inner.insertManyLater(...given),
      insertMany: (...given) => inner.insertMany(...given),
      upsertMany: (...given) => inner.upsertMany(...given),
    };
  }

  async #explain(inner: Session, sql: string, params?: readonly unknown[]): Promise<void> {
    const plan = await inner.select<PlanRow>(`EXPLAIN ${sql}`, params);
    for (const { table, key, type, rows, Extra } of plan) {
      this.explained.push({ sql, table, key, type, rows: Number(rows), extra: Extra ?? '' });
    }
  }
}
