import { InstantColumn } from '@orrery/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The scope of names and of permissions. */
@Entity('project')
export class ProjectEntity {
  @PrimaryColumn({ length: 100 })
  name: string;

  @Column({ length: 1000 })
  description: string;

  @InstantColumn()
  createdAt: Date;
}
