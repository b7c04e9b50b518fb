import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';

/** An event as its publisher named it. */
export interface PublishedEvent {
  readonly project: string;
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
}

/** Remembers published events, so that a repeated one starts nothing. */
@Injectable()
export class PublishedEventStore {
  /** True for the first of an id in its project: what it starts is written in the same transaction. */
  async claim(session: Session, event: PublishedEvent): Promise<boolean> {
    const row = {
      project: event.project,
      event_id: event.id,
      name: event.name,
      started: 0,
      created_at: event.createdAt,
    };
    const { affected } = await session.insertMany('published_event', [row], { onDuplicate: 'ignore' });
    return affected > 0;
  }

  async setStarted(session: Session, { project, id }: PublishedEvent, started: number): Promise<void> {
    await session.execute('UPDATE published_event SET started = ? WHERE project = ? AND event_id = ?', [
      started,
      project,
      id,
    ]);
  }

  /** What an earlier event of the id was, and how many runs it made. */
  async find(
    session: Session,
    { project, id }: PublishedEvent,
  ): Promise<{ readonly name: string; readonly started: number } | undefined> {
    const [row] = await session.select<{ name: string; started: number }>(
      'SELECT name, started FROM published_event WHERE project = ? AND event_id = ?',
      [project, id],
    );
    return row;
  }

  async prune(session: Session, before: Date): Promise<void> {
    await session.execute('DELETE FROM published_event WHERE created_at < ?', [before]);
  }
}
