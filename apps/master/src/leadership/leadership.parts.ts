import { LeaderElector } from './leader-elector.js';
import { LeaderSteps } from './leader-steps.js';
import { LeaderTicks } from './leader-ticks.js';
import { LeaderWrites } from './leader-writes.js';
import { LeadershipRecords } from './leadership-records.js';
import { Leadership } from './leadership.js';
import { StaleReports } from '../metrics/stale-reports.js';
import { ThisMaster } from './this-master.js';

/** The providers of this room. */
export const leadershipParts = [
  LeaderElector,
  LeadershipRecords,
  LeaderSteps,
  LeaderTicks,
  LeaderWrites,
  Leadership,
  StaleReports,
  ThisMaster,
];
