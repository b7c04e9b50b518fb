import { AttemptSamples1790000000081 } from './1790000000081-attempt-samples.js';
import { CheckpointOrder1790000000084 } from './1790000000084-checkpoint-order.js';
import { Backfills1790000000072 } from './1790000000072-backfills.js';
import { InitialSchema1790000000001 } from './1790000000001-initial-schema.js';
import { SchedulePolicies1790000000002 } from './1790000000002-schedule-policies.js';
import { ClusterSettings1790000000010 } from './1790000000010-cluster-settings.js';
import { ClusterNodes1790000000011 } from './1790000000011-cluster-nodes.js';
import { ExecutionDetails1790000000078 } from './1790000000078-execution-details.js';
import { Limits1790000000040 } from './1790000000040-limits.js';
import { LogShortenings1790000000087 } from './1790000000087-log-shortenings.js';
import { PackedLogs1790000000080 } from './1790000000080-packed-logs.js';
import { PlannedAround1790000000074 } from './1790000000074-planned-around.js';
import { PublishedEvents1790000000020 } from './1790000000020-published-events.js';
import { ProjectState1790000000030 } from './1790000000030-project-state.js';
import { ScheduleVersions1790000000031 } from './1790000000031-schedule-versions.js';
import { RunTurns1790000000032 } from './1790000000032-run-turns.js';
import { LedgerOfProjects1790000000033 } from './1790000000033-ledger-of-projects.js';
import { Routing1790000000050 } from './1790000000050-routing.js';
import { ReservedSlots1790000000076 } from './1790000000076-reserved-slots.js';
import { RunCheckpoints1790000000079 } from './1790000000079-run-checkpoints.js';
import { RunsOfVersions1790000000073 } from './1790000000073-runs-of-versions.js';
import { Secrets1790000000075 } from './1790000000075-secrets.js';
import { StoredLogBytes1790000000086 } from './1790000000086-stored-log-bytes.js';
import { UndoneItems1790000000082 } from './1790000000082-undone-items.js';
import { WorkflowBounds1790000000077 } from './1790000000077-workflow-bounds.js';
import { WorkflowRuns1790000000071 } from './1790000000071-workflow-runs.js';
import { Workflows1790000000070 } from './1790000000070-workflows.js';

/** In the order they run. */
export const masterMigrations = [
  InitialSchema1790000000001,
  SchedulePolicies1790000000002,
  ClusterSettings1790000000010,
  ClusterNodes1790000000011,
  PublishedEvents1790000000020,
  ProjectState1790000000030,
  ScheduleVersions1790000000031,
  RunTurns1790000000032,
  LedgerOfProjects1790000000033,
  Limits1790000000040,
  Routing1790000000050,
  Workflows1790000000070,
  WorkflowRuns1790000000071,
  Backfills1790000000072,
  RunsOfVersions1790000000073,
  PlannedAround1790000000074,
  Secrets1790000000075,
  ReservedSlots1790000000076,
  WorkflowBounds1790000000077,
  ExecutionDetails1790000000078,
  RunCheckpoints1790000000079,
  PackedLogs1790000000080,
  AttemptSamples1790000000081,
  UndoneItems1790000000082,
  CheckpointOrder1790000000084,
  StoredLogBytes1790000000086,
  LogShortenings1790000000087,
];
