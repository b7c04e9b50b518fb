import { InstantColumn } from '@orrery/persistence';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An event that was published; its INSERT is the claim of what it starts. */
@Entity('published_event')
@Index('ix_published_event_created', ['createdAt'])
export class PublishedEventEntity {
  @PrimaryColumn({ length: 100 })
  project: string;

  @PrimaryColumn({ length: 100 })
  eventId: string;

  @Column({ length: 100 })
  name: string;

  /** Runs it made. */
  @Column('int')
  started: number;

  @InstantColumn()
  createdAt: Date;
}
