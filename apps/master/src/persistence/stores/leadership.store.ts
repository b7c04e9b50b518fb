import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import type { MasterIdentity } from './master.store.js';

const name = 'master';

/** What a new leader finds and leaves. */
export interface TakenLeadership {
  readonly epoch: number;
  /** Stable id of the leader before; undefined: there was none. */
  readonly before: string | undefined;
}

/** The epoch of leadership: raised by each new leader, and the fence of every leader's writes. */
@Injectable()
export class LeadershipStore {
  /** In a transaction. From its commit on, every write under an older epoch is refused. */
  async raise(session: Session, master: Pick<MasterIdentity, 'id' | 'epoch'>): Promise<TakenLeadership> {
    const { dialect } = session;
    const [clock] = await session.select<{ now_at: Date }>(`SELECT ${dialect.now} AS now_at`);
    const holder = { holder: master.id, holder_epoch: master.epoch, taken_at: clock!.now_at };
    const first = await session.insertMany('leadership', [{ name, epoch: 1, ...holder }], {
      onDuplicate: 'ignore',
    });
    if (first.affected > 0) return { epoch: 1, before: undefined };
    const [present] = await session.select<{ epoch: number; holder: string }>(
      `SELECT epoch, holder FROM leadership WHERE name = ? ${dialect.forUpdate}`,
      [name],
    );
    const epoch = Number(present!.epoch) + 1;
    await session.execute(
      'UPDATE leadership SET epoch = ?, holder = ?, holder_epoch = ?, taken_at = ? WHERE name = ?',
      [epoch, holder.holder, holder.holder_epoch, holder.taken_at, name],
    );
    return { epoch, before: present!.holder };
  }

  /** Whether the epoch still counts; it stays so until the transaction ends. */
  async holds(session: Session, epoch: number): Promise<boolean> {
    const rows = await session.select(
      `SELECT epoch FROM leadership WHERE name = ? AND epoch = ? ${session.dialect.forShare}`,
      [name, epoch],
    );
    return rows.length > 0;
  }
}
