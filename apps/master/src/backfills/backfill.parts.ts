import { BackfillControl } from './backfill-control.js';
import { BackfillForecast } from './backfill-forecast.js';
import { BackfillRecords } from './backfill-records.js';
import { BackfillRequests } from './backfill-requests.js';
import { BackfillRunMaker } from './backfill-run-maker.js';
import { BackfillSources } from './backfill-sources.js';
import { BackfillStep } from './backfill-step.js';
import { BackfillSurroundings } from './backfill-surroundings.js';
import { BackfillSweeper } from './backfill-sweeper.js';
import { BackfillWake } from './backfill-wake.js';
import { BackfillService } from './backfill.service.js';

/** The providers of this room. */
export const backfillParts = [
  BackfillControl,
  BackfillForecast,
  BackfillRecords,
  BackfillRequests,
  BackfillRunMaker,
  BackfillService,
  BackfillSources,
  BackfillStep,
  BackfillSurroundings,
  BackfillSweeper,
  BackfillWake,
];
