import { ReservedDispatcher } from './reserved-dispatcher.js';
import { ReservedOpenings } from './reserved-openings.js';
import { ReservedWorkers } from './reserved-workers.js';
import { ReservingSteps } from './reserving-steps.js';
import { SlotKeeper } from './slot-keeper.js';
import { SlotNews } from './slot-news.js';
import { SlotQueue } from './slot-queue.js';
import { SlotRelease } from './slot-release.js';
import { SlotReserver } from './slot-reserver.js';
import { SlotWaitSweeper } from './slot-wait-sweeper.js';

/** The providers of this room. */
export const reservingParts = [
  ReservedDispatcher,
  ReservedOpenings,
  ReservedWorkers,
  ReservingSteps,
  SlotKeeper,
  SlotNews,
  SlotQueue,
  SlotRelease,
  SlotReserver,
  SlotWaitSweeper,
];
