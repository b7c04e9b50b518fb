import { FireEntity } from './fire.entity.js';
import { LogChunkEntity } from './log-chunk.entity.js';
import { MasterEntity } from './master.entity.js';
import { OutboxEventEntity } from './outbox-event.entity.js';
import { ProjectEntity } from './project.entity.js';
import { RunRequestEntity } from './run-request.entity.js';
import { RunEntity } from './run.entity.js';
import { RunAttemptEntity } from './run-attempt.entity.js';
import { ScheduleEntity } from './schedule.entity.js';
import { TaskEntity } from './task.entity.js';
import { TaskVersionEntity } from './task-version.entity.js';
import { WorkerEntity } from './worker.entity.js';

/** Every table of the master's schema. */
export const masterEntities = [
  ProjectEntity,
  TaskEntity,
  TaskVersionEntity,
  ScheduleEntity,
  FireEntity,
  RunEntity,
  RunAttemptEntity,
  RunRequestEntity,
  LogChunkEntity,
  WorkerEntity,
  MasterEntity,
  OutboxEventEntity,
];
