import { leastLeaseMs } from '../cluster/judge-lease.js';
import { flag, integer, type FlagSetting } from './setting-kinds.js';

const hourMs = 3_600_000;

/** Every cluster-wide setting: stored in the database, changed through the API, applied by all masters while they run. */
export const settingCatalogue = {
  'scheduling.paused': flag(
    false,
    'Stops the whole cluster from planning and dispatching; what runs goes on. Planned times that pass meanwhile are skipped, and stand so in the ledger.',
  ),
  'dispatching.ageingMs': integer(
    300_000,
    { min: 0, max: 24 * hourMs, unit: 'ms' },
    'A waiting run counts as one priority class higher after each such time, so that nothing starves; 0: never.',
  ),
  'misfire.toleranceMs': integer(
    60_000,
    { min: 0, max: hourMs, unit: 'ms' },
    'A planned time late by no more than this is no misfire: it fires, late. For schedules that say nothing else.',
  ),
  'misfire.windowMs': integer(
    6 * hourMs,
    { min: 0, max: 366 * 24 * hourMs, unit: 'ms' },
    'Planned times older than this are MISSED. For schedules that say nothing else.',
  ),
  'retention.days': integer(
    30,
    { min: 1, max: 3_660, unit: 'days' },
    'How long ended runs with their logs, accounted fires and samples of resources are kept.',
  ),
  'runs.logBytes': integer(
    50 * 1_048_576,
    { min: 65_536, max: 100 * 1_073_741_824, unit: 'bytes' },
    "How much of a run's output is kept. Of an attempt its beginning and its end: of the first one so much, of later ones half of it, and half of all before them. What is dropped is counted. For attempts that begin from then on.",
  ),
  'workers.leaseMs': integer(
    15_000,
    { min: leastLeaseMs, max: hourMs, unit: 'ms' },
    'A worker cut off for so long has ended its runs of tasks that are not idempotent; only then are they tried elsewhere.',
  ),
} as const;

export type SettingName = keyof typeof settingCatalogue;

/** The type of a setting's value. */
export type SettingValue<Name extends SettingName> = (typeof settingCatalogue)[Name] extends FlagSetting
  ? boolean
  : number;

export const settingNames = Object.keys(settingCatalogue) as SettingName[];

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settingCatalogue, name);
}
