import type { FoundLinesDto, LogLineDto, LogPageDto, LogQuery, LogSearchQuery } from '../http/log.dto.js';
import type { ById } from './master.calls.js';

/** What a master answers about logs. */
export interface LogCalls {
  'run.logs': { request: ById & { query: LogQuery }; reply: LogPageDto };
  /** The newest lines, oldest first. */
  'run.logTail': {
    request: ById & { lines: number };
    reply: { items: readonly LogLineDto[]; omitted: number };
  };
  /** Through the logs of a task's runs. */
  'task.searchLogs': { request: ById & { query: LogSearchQuery }; reply: FoundLinesDto };
}
