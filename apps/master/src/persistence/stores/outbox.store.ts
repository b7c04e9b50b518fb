import { Injectable } from '@nestjs/common';
import type { MessagePayloads } from '@orrery/contracts';
import type { Session } from '@orrery/persistence';

/** Messages of the catalogue that are sent from the outbox: each has an id of its own, by which consumers act once. */
export const outboxMessages = [
  'run.event',
  'worker.event',
  'schedule.event',
  'worker.breaker',
  'leader.changed',
  'consistency.event',
] as const;
export type OutboxMessage = (typeof outboxMessages)[number];

/** An event that must reach its listeners. */
export type OutboxEvent = {
  readonly [Name in OutboxMessage]: {
    readonly message: Name;
    readonly routingKey: string;
    readonly payload: MessagePayloads[Name];
  };
}[OutboxMessage];

interface OutboxRow {
  readonly message: OutboxEvent['message'];
  readonly routing_key: string;
  readonly payload: string;
}

/** Events written in the transaction of the change they tell of, and removed once the broker has them. */
@Injectable()
export class OutboxStore {
  /** @param dueAt when the relay takes it, should the one who wrote it not have sent it by then. */
  async add(session: Session, events: readonly OutboxEvent[], dueAt: Date): Promise<void> {
    const rows = events.map((event) => ({
      id: event.payload.id,
      routing_key: event.routingKey,
      message: event.message,
      payload: event.payload,
      due_at: dueAt,
    }));
    if (rows.length > 0) session.insertManyLater('outbox_event', rows);
  }

  async takeDue(session: Session, now: Date, limit: number): Promise<OutboxEvent[]> {
    const rows = await session.select<OutboxRow>(
      'SELECT message, routing_key, payload FROM outbox_event WHERE due_at <= ? ORDER BY due_at, id LIMIT ?',
      [now, limit],
    );
    return rows.map(
      (row) =>
        ({
          message: row.message,
          routingKey: row.routing_key,
          payload: JSON.parse(row.payload) as unknown,
        }) as OutboxEvent,
    );
  }

  async remove(session: Session, ids: readonly string[]): Promise<void> {
    await session.execute('DELETE FROM outbox_event WHERE id IN (?)', [ids]);
  }
}
