import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { CallReply, CallRequest, LogQuery } from '@orrery/contracts';
import { SearchTurns } from './reading/search-turns.js';
import { TaskLogSearch } from './reading/task-log-search.js';
import { RunLogs } from './run-logs.js';

/** Answers what is asked about logs. */
@Controller()
export class LogController {
  constructor(
    private readonly logs: RunLogs,
    private readonly searching: TaskLogSearch,
    private readonly turns: SearchTurns,
  ) {}

  @MessagePattern('run.logs')
  read(@Payload() { id, query }: CallRequest<'run.logs'>): Promise<CallReply<'run.logs'>> {
    const read = () => this.logs.read(id, query);
    return isSearch(query) ? this.turns.take(read) : read();
  }

  @MessagePattern('run.logTail')
  tail(@Payload() { id, lines }: CallRequest<'run.logTail'>): Promise<CallReply<'run.logTail'>> {
    return this.logs.tail(id, lines);
  }

  @MessagePattern('task.searchLogs')
  search(@Payload() { id, query }: CallRequest<'task.searchLogs'>): Promise<CallReply<'task.searchLogs'>> {
    return this.turns.take(() => this.searching.search(id, query));
  }
}

/** Whether many lines may have to be read for one that is wanted. */
function isSearch({ search, stream, from, to }: LogQuery): boolean {
  return [search, stream, from, to].some((wanted) => wanted !== undefined);
}
