import { DeadLetters } from './checks/dead-letters.js';
import { DispatchedRuns } from './checks/dispatched-runs.js';
import { OverdueEvents } from './checks/overdue-events.js';
import { RunningRuns } from './checks/running-runs.js';
import { StandingSchedules } from './checks/standing-schedules.js';
import { StuckWorkflowRuns } from './checks/stuck-workflow-runs.js';
import { UnendedWorkflowRuns } from './checks/unended-workflow-runs.js';
import { ConsistencyChecks } from './consistency-checks.js';
import { ConsistencyRecords } from './consistency-records.js';
import { ConsistencyRunner } from './consistency-runner.js';
import { ConsistencyService } from './consistency.service.js';

/** The providers of this room. */
export const consistencyParts = [
  ConsistencyChecks,
  ConsistencyRecords,
  ConsistencyRunner,
  ConsistencyService,
  DeadLetters,
  DispatchedRuns,
  OverdueEvents,
  RunningRuns,
  StandingSchedules,
  StuckWorkflowRuns,
  UnendedWorkflowRuns,
];
