import { BacklogStore } from './backlog.store.js';
import { FireStore } from './fire.store.js';
import { LogStore } from './log.store.js';
import { MasterStore } from './master.store.js';
import { OutboxStore } from './outbox.store.js';
import { ProjectStore } from './project.store.js';
import { RunProgressStore } from './run-progress.store.js';
import { RunRequestStore } from './run-request.store.js';
import { RunStore } from './run.store.js';
import { ScheduleStore } from './schedule.store.js';
import { TaskStore } from './task.store.js';
import { WorkerStore } from './worker.store.js';

/** Every store of the master. */
export const masterStores = [
  BacklogStore,
  FireStore,
  LogStore,
  MasterStore,
  OutboxStore,
  ProjectStore,
  RunProgressStore,
  RunRequestStore,
  RunStore,
  ScheduleStore,
  TaskStore,
  WorkerStore,
];
