import { ClaimedSchedules } from './claimed-schedules.js';
import { DuePlanner } from './due-planner.js';
import { FireWithdrawal } from './fire-withdrawal.js';
import { FixedDelayAdvance } from './fixed-delay-advance.js';
import { OverdueSweeper } from './overdue-sweeper.js';
import { PlanAftermath } from './plan-aftermath.js';
import { PlanStep } from './plan-step.js';
import { PlanWriter } from './plan-writer.js';
import { PlannedTasks } from './planned-tasks.js';
import { PlanningPolicy } from './planning-policy.js';
import { PlanningSteps } from './planning-steps.js';
import { PlanningStores } from './planning-stores.js';
import { PlanningSweeps } from './planning-sweeps.js';
import { PunctualPlanner } from './punctual-planner.js';
import { ScheduleFollower } from './schedule-follower.js';
import { SchedulePlanner } from './schedule-planner.js';
import { ScheduleStopper } from './schedule-stopper.js';
import { FirePreview } from './triggers/fire-preview.js';
import { FireTimes } from './triggers/fire-times.js';
import { RunRelease } from './turns/run-release.js';
import { TurnKeeper } from './turns/turn-keeper.js';
import { TurnSweeper } from './turns/turn-sweeper.js';
import { UnplannedTimes } from './unplanned-times.js';
import { UpcomingFires } from './upcoming-fires.js';
import { ScheduleWhy } from './why/schedule-why.js';
import { SnapshotSources } from './why/snapshot-sources.js';

/** What this room provides. */
export const planningParts = [
  ClaimedSchedules,
  DuePlanner,
  FirePreview,
  FireTimes,
  FireWithdrawal,
  FixedDelayAdvance,
  OverdueSweeper,
  PlanAftermath,
  PlanStep,
  PlanWriter,
  PlannedTasks,
  PlanningPolicy,
  PlanningSteps,
  PlanningStores,
  PlanningSweeps,
  PunctualPlanner,
  RunRelease,
  ScheduleFollower,
  SchedulePlanner,
  ScheduleStopper,
  ScheduleWhy,
  SnapshotSources,
  TurnKeeper,
  TurnSweeper,
  UnplannedTimes,
  UpcomingFires,
];
