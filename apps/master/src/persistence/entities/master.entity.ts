import type { NodeResourcesDto } from '@orrery/contracts';
import { InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the cluster knows of a master, by its stable id. */
@Entity('master')
export class MasterEntity {
  @PrimaryColumn({ length: 100 })
  id: string;

  @Column({ length: 64 })
  epoch: string;

  @Column({ length: 255 })
  host: string;

  @Column({ length: 32 })
  version: string;

  @InstantColumn()
  startedAt: Date;

  /** By the clock of the database. */
  @InstantColumn()
  lastSeenAt: Date;

  /** When it stopped in good order; null while it lives, or died. */
  @InstantColumn({ nullable: true })
  stoppedAt: Date | null;

  @JsonColumn({ nullable: true })
  resources: NodeResourcesDto | null;
}
