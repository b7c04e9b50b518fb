import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';

/** The last result of one check. */
export interface CheckResult {
  readonly name: string;
  readonly checkedAt: Date;
  readonly checked: number;
  readonly found: number;
  readonly repaired: number;
  readonly open: number;
  readonly openSinceAt: Date | null;
  readonly raisedAt: Date | null;
  readonly detail: string | null;
}

interface CheckResultRow extends Pick<
  CheckResult,
  'name' | 'checked' | 'found' | 'repaired' | 'open' | 'detail'
> {
  readonly checked_at: Date;
  readonly open_since_at: Date | null;
  readonly raised_at: Date | null;
}

/** Keeps the last result of each check, so that every master can show it and the next leader goes on with it. */
@Injectable()
export class ConsistencyStore {
  async all(session: Session): Promise<CheckResult[]> {
    const rows = await session.select<CheckResultRow>('SELECT * FROM consistency_check ORDER BY name');
    return rows.map(({ checked_at, open_since_at, raised_at, ...row }) => {
      return { ...row, checkedAt: checked_at, openSinceAt: open_since_at, raisedAt: raised_at };
    });
  }

  async put(session: Session, result: CheckResult): Promise<void> {
    const { checkedAt, openSinceAt, raisedAt, ...same } = result;
    const row = { ...same, checked_at: checkedAt, open_since_at: openSinceAt, raised_at: raisedAt };
    const update = Object.keys(row).filter((column) => column !== 'name');
    await session.upsertMany('consistency_check', [row], { key: ['name'], update });
  }
}
