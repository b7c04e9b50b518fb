import { InstantColumn, IdColumn } from '@orrery/persistence';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A person (or program) that logs in. */
@Entity('user')
@Index('user_by_name', ['username'], { unique: true })
export class UserEntity {
  @IdColumn({ primary: true }) id: string;
  @Column({ length: 100 }) username: string;
  @Column({ length: 200 }) displayName: string;
  @Column({ length: 255 }) passwordHash: string;
  @Column() enabled: boolean;
  @Column('int') version: number;
  @InstantColumn() createdAt: Date;
  @InstantColumn() updatedAt: Date;
}

/** A role that a user holds: in one project, or everywhere (`project` empty). */
@Entity('user_role')
export class UserRoleEntity {
  @IdColumn({ primary: true }) userId: string;
  @PrimaryColumn({ length: 20 }) role: string;
  @PrimaryColumn({ length: 100 }) project: string;
}
