import { ClusterService } from './cluster.service.js';
import { ClusterSteps } from './cluster-steps.js';
import { HearingHealth } from './hearing-health.js';
import { HeartbeatRegistry } from './heartbeat-registry.js';
import { LeaderDuties } from './leader-duties.js';
import { LeaseGrants } from './lease-grants.js';
import { LifeRecords } from './life-records.js';
import { LostRunRescuer } from './lost-run-rescuer.js';
import { MasterPresence } from './master-presence.js';
import { OrphanedRuns } from './orphaned-runs.js';
import { RescueRecords } from './rescue-records.js';
import { SilentWorkers } from './silent-workers.js';
import { ResourceHistory } from '../resources/resource-history.js';
import { ResourceRecorder } from '../resources/resource-recorder.js';
import { WorkerDuties } from './worker-duties.js';
import { WorkerLossDetector } from './worker-loss-detector.js';
import { WorkerLosses } from './worker-losses.js';
import { WorkerPinger } from './worker-pinger.js';
import { WorkerSteps } from './worker-steps.js';

/** The providers of this room. */
export const clusterParts = [
  ClusterService,
  ClusterSteps,
  HearingHealth,
  HeartbeatRegistry,
  LeaderDuties,
  LeaseGrants,
  LifeRecords,
  LostRunRescuer,
  MasterPresence,
  OrphanedRuns,
  RescueRecords,
  ResourceHistory,
  ResourceRecorder,
  SilentWorkers,
  WorkerDuties,
  WorkerLossDetector,
  WorkerLosses,
  WorkerPinger,
  WorkerSteps,
];
