import { BreakerFollower } from './breaker-follower.js';
import { EndedSlots } from './ended-slots.js';
import { IntakeOrders } from './intake-orders.js';
import { PushPublisher } from './push-publisher.js';
import { PushRouting } from './push-routing.js';
import { RoutingRecords } from './routing-records.js';
import { RoutingSteps } from './routing-steps.js';
import { RunRouter } from './run-router.js';
import { UnacceptedPushReleaser } from './unaccepted-push-releaser.js';
import { WhyUnrouted } from './why-unrouted.js';
import { WorkerBreakers } from './worker-breakers.js';
import { WorkerReservations } from './worker-reservations.js';
import { WorkerRoom } from './worker-room.js';
import { WorkerView } from './worker-view.js';

/** The providers of this room. */
export const routingParts = [
  BreakerFollower,
  EndedSlots,
  IntakeOrders,
  PushPublisher,
  PushRouting,
  RoutingRecords,
  RoutingSteps,
  RunRouter,
  UnacceptedPushReleaser,
  WhyUnrouted,
  WorkerBreakers,
  WorkerReservations,
  WorkerRoom,
  WorkerView,
];
