import type { Provider } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { MasterSettings } from '../master-settings.js';
import { configuredLogStore } from './configured-log-store.js';
import { LogStore } from './log-store.js';
import { SearchTurns } from './reading/search-turns.js';
import { TaskLogSearch } from './reading/task-log-search.js';
import { ClusterSettings } from '../settings/cluster-settings.js';
import { RoomMaker } from './room-maker.js';
import { RunLogQuota } from './run-log-quota.js';
import { RunLogs } from './run-logs.js';

/** The providers of this room. */
export const logParts: Provider[] = [
  {
    provide: LogStore,
    inject: [MasterSettings, Database, Clock],
    useFactory: ({ config }: MasterSettings, database: Database, clock: Clock) =>
      configuredLogStore(config, database, clock),
  },
  {
    provide: RunLogQuota,
    inject: [LogStore, Clock, ClusterSettings],
    useFactory: (logs: LogStore, clock: Clock, settings: ClusterSettings) =>
      new RunLogQuota(logs, clock, () => settings.current('runs.logBytes')),
  },
  RoomMaker,
  RunLogs,
  TaskLogSearch,
  { provide: SearchTurns, useFactory: () => new SearchTurns() },
];
