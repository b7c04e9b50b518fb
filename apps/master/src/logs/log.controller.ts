import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { CallReply, CallRequest } from '@orrery/contracts';
import { TaskLogSearch } from './reading/task-log-search.js';
import { RunLogs } from './run-logs.js';

/** Answers what is asked about logs. */
@Controller()
export class LogController {
  constructor(
    private readonly logs: RunLogs,
    private readonly searching: TaskLogSearch,
  ) {}

  @MessagePattern('run.logs')
  read(@Payload() { id, query }: CallRequest<'run.logs'>): Promise<CallReply<'run.logs'>> {
    return this.logs.read(id, query);
  }

  @MessagePattern('run.logTail')
  tail(@Payload() { id, lines }: CallRequest<'run.logTail'>): Promise<CallReply<'run.logTail'>> {
    return this.logs.tail(id, lines);
  }

  @MessagePattern('task.searchLogs')
  search(@Payload() { id, query }: CallRequest<'task.searchLogs'>): Promise<CallReply<'task.searchLogs'>> {
    return this.searching.search(id, query);
  }
}
