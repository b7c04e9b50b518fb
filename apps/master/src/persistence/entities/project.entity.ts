import { InstantColumn } from '@orrery/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The scope of names and of permissions. */
@Entity('project')
export class ProjectEntity {
  @PrimaryColumn({ length: 100 })
  name: string;

  @Column({ length: 1000 })
  description: string;

  @Column({ length: 16, default: 'active' })
  state: string;

  /** Its share of a group's room, beside other projects of the same urgency. */
  @Column({ type: 'int', default: 1 })
  weight: number;

  @InstantColumn()
  createdAt: Date;
}
