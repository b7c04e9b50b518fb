import { AcceptedRuns } from './accepted-runs.js';
import { CapacityFollowers } from './capacity-followers.js';
import { CapacityRefresher } from './capacity-refresher.js';
import { DirectRoom } from './direct-room.js';
import { DirectRuns } from './direct-runs.js';
import { DispatchAftermath } from './dispatch-aftermath.js';
import { DispatchGate } from './dispatch-gate.js';
import { DispatchMarker } from './dispatch-marker.js';
import { DispatchPipeline } from './dispatch-pipeline.js';
import { DispatchPublisher } from './dispatch-publisher.js';
import { DispatchRecords } from './dispatch-records.js';
import { DispatchSteps } from './dispatch-steps.js';
import { DueRoom } from './due-room.js';
import { DueRuns } from './due-runs.js';
import { GroupCapacity } from './group-capacity.js';
import { HeldDispatcher } from './held-dispatcher.js';
import { HeldRuns } from './held-runs.js';
import { HoldRenewal } from './hold-renewal.js';
import { IntakeContext } from './intake-context.js';
import { limitParts } from './limits/limit.parts.js';
import { NewRunIntake } from './new-run-intake.js';
import { BacklogOrder } from './ordering/backlog-order.js';
import { ProjectWeights } from './ordering/project-weights.js';
import { FreedLimits } from './parking/freed-limits.js';
import { ParkedNews } from './parking/parked-news.js';
import { ParkedOrder } from './parking/parked-order.js';
import { ParkedRunWaker } from './parking/parked-run-waker.js';
import { ParkedRuns } from './parking/parked-runs.js';
import { WakeRules } from './parking/wake-rules.js';
import { reservingParts } from './reserving/reserving.parts.js';
import { routingParts } from './routing/routing.parts.js';
import { RunDispatcher } from './run-dispatcher.js';
import { RunInserter } from './run-inserter.js';
import { RunPace } from './run-pace.js';
import { StartedRuns } from './started-runs.js';
import { UnacceptedRunRescuer } from './unaccepted-run-rescuer.js';
import { WorkQueues } from './work-queues.js';

const ordering = [BacklogOrder, ProjectWeights];
const parking = [FreedLimits, ParkedNews, ParkedOrder, ParkedRuns, ParkedRunWaker, WakeRules];

/** The providers of this room. */
export const dispatchingParts = [
  AcceptedRuns,
  CapacityFollowers,
  CapacityRefresher,
  DirectRoom,
  DirectRuns,
  DispatchAftermath,
  DispatchGate,
  DispatchMarker,
  DispatchPipeline,
  DispatchPublisher,
  DispatchRecords,
  DispatchSteps,
  DueRoom,
  DueRuns,
  GroupCapacity,
  HeldDispatcher,
  HeldRuns,
  HoldRenewal,
  IntakeContext,
  NewRunIntake,
  RunDispatcher,
  RunInserter,
  RunPace,
  StartedRuns,
  UnacceptedRunRescuer,
  WorkQueues,
  ...limitParts,
  ...reservingParts,
  ...routingParts,
  ...ordering,
  ...parking,
];
