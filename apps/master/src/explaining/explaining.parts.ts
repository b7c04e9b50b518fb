import { GroupViews } from './group-views.js';
import { GroupWorkers } from './group-workers.js';
import { LimitViews } from './limit-views.js';
import { PendingViews } from './pending-views.js';
import { RunWhy } from './run-why.js';
import { SlotViews } from './slot-views.js';
import { SnapshotReader } from './snapshot-reader.js';
import { WaitViews } from './wait-views.js';
import { WorkflowWaitViews } from './workflow-wait-views.js';

/** The providers of this room. */
export const explainingParts = [
  GroupViews,
  GroupWorkers,
  LimitViews,
  PendingViews,
  RunWhy,
  SlotViews,
  SnapshotReader,
  WaitViews,
  WorkflowWaitViews,
];
