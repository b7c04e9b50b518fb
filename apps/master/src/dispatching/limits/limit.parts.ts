import { HoldReconciler } from './hold-reconciler.js';
import { LimitBook } from './limit-book.js';
import { LimitReader } from './limit-reader.js';
import { LimitRelease } from './limit-release.js';
import { LimitSteps } from './limit-steps.js';
import { LimitStores } from './limit-stores.js';
import { PoolChanges } from './pool-changes.js';
import { PoolScopes } from './pool-scopes.js';
import { PoolService } from './pool.service.js';
import { PoolViews } from './pool-views.js';
import { RunAdmission } from './run-admission.js';
import { RunLimiter } from './run-limiter.js';
import { UncountedRuns } from './uncounted-runs.js';

/** The providers of this room. */
export const limitParts = [
  HoldReconciler,
  LimitBook,
  LimitReader,
  LimitRelease,
  LimitSteps,
  LimitStores,
  PoolChanges,
  PoolScopes,
  PoolService,
  PoolViews,
  RunAdmission,
  RunLimiter,
  UncountedRuns,
];
