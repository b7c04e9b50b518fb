import { randomBytes } from 'node:crypto';
import type {
  AlarmDto,
  AlarmRuleDto,
  AttemptDto,
  AttemptSamplesDto,
  CreateAlarmRuleDto,
  CreateScheduleDto,
  CreateTaskDto,
  FireDto,
  LogLineDto,
  RunDto,
  RunsAcceptedDto,
  ScheduleDto,
  TaskDto,
  WorkerDto,
} from '@orrery/contracts';
import { isTerminal } from '@orrery/domain';
import { ApiClient, type Answer } from './api-client.js';
import { until } from './until.js';

interface PageOf<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
}

export type TaskInput = Partial<CreateTaskDto> & Pick<CreateTaskDto, 'kind' | 'spec'>;

/** A name that no other test has. */
export function freshName(what: string): string {
  return `${what}-${randomBytes(4).toString('hex')}`;
}

/** The API as a user's program calls it: typed, and every call succeeds or throws. */
export class OrreryApi {
  constructor(readonly http: ApiClient) {}

  static async login(origin: string, username: string, password: string): Promise<OrreryApi> {
    const http = new ApiClient(origin);
    const { accessToken } = await http.must<Tokens>('POST', '/auth/login', { body: { username, password } });
    return new OrreryApi(http.as({ authorization: `Bearer ${accessToken}` }));
  }

  createTask(task: TaskInput): Promise<TaskDto> {
    return this.http.must('POST', '/tasks', { body: { name: freshName('task'), ...task } });
  }

  /** A task of kind shell. */
  shell(command: string, more: Partial<CreateTaskDto> = {}): Promise<TaskDto> {
    return this.createTask({ kind: 'shell', spec: { command }, killGraceMs: 500, ...more });
  }

  createSchedule(taskId: string, trigger: CreateScheduleDto['trigger']): Promise<ScheduleDto> {
    const body = { name: freshName('schedule'), target: { kind: 'task', id: taskId }, trigger };
    return this.http.must('POST', '/schedules', { body });
  }

  createAlarmRule(
    rule: Partial<CreateAlarmRuleDto> & Pick<CreateAlarmRuleDto, 'receivers'>,
  ): Promise<AlarmRuleDto> {
    return this.http.must('POST', '/alarm-rules', { body: { name: freshName('rule'), ...rule } });
  }

  schedule(id: string): Promise<ScheduleDto> {
    return this.http.must('GET', `/schedules/${id}`);
  }

  pauseSchedule(id: string): Promise<ScheduleDto> {
    return this.http.must('POST', `/schedules/${id}/pause`);
  }

  /** The ledger of a schedule, oldest first. */
  async fires(scheduleId: string): Promise<FireDto[]> {
    return (await this.all<FireDto>(`/schedules/${scheduleId}/fires`)).reverse();
  }

  trigger(taskId: string, params: Record<string, unknown> = {}): Promise<RunDto> {
    return this.http.must('POST', `/tasks/${taskId}/runs`, { body: { params } });
  }

  async triggerBatch(taskId: string, count: number): Promise<readonly RunDto[]> {
    const items = Array.from({ length: count }, (_, n) => ({ params: { n } }));
    const accepted = await this.http.must<RunsAcceptedDto>('POST', `/tasks/${taskId}/runs/batch`, {
      body: { items },
    });
    return accepted.items;
  }

  run(id: string): Promise<RunDto> {
    return this.http.must('GET', `/runs/${id}`);
  }

  runs(filter: { readonly taskId?: string; readonly scheduleId?: string }): Promise<RunDto[]> {
    return this.all('/runs', { ...filter });
  }

  async attempts(runId: string): Promise<readonly AttemptDto[]> {
    return (await this.http.must<{ items: AttemptDto[] }>('GET', `/runs/${runId}/attempts`)).items;
  }

  samples(runId: string): Promise<AttemptSamplesDto> {
    return this.http.must('GET', `/runs/${runId}/samples`);
  }

  cancel(runId: string): Promise<Answer<RunDto>> {
    return this.http.ask('POST', `/runs/${runId}/cancel`, { body: { reason: 'the test asked for it' } });
  }

  retry(runId: string): Promise<RunDto> {
    return this.http.must('POST', `/runs/${runId}/retry`);
  }

  logs(runId: string, after = 0, limit = 1_000): Promise<PageOf<LogLineDto>> {
    return this.http.must('GET', `/runs/${runId}/logs?after=${after}&limit=${limit}`);
  }

  /** The alarms that a run raised. */
  async alarms(runId: string): Promise<readonly AlarmDto[]> {
    return (await this.http.must<PageOf<AlarmDto>>('GET', `/alarms?runId=${runId}`)).items;
  }

  workers(): Promise<WorkerDto[]> {
    return this.all('/workers');
  }

  /** The run once it has ended. */
  ended(runId: string, withinMs = 30_000): Promise<RunDto> {
    return this.runOnce(runId, (run) => isTerminal(run.state), withinMs);
  }

  /** The run once it runs. */
  running(runId: string): Promise<RunDto> {
    return this.runOnce(runId, (run) => run.state === 'running');
  }

  /** The whole log, once it has all these texts. */
  logWith(runId: string, ...texts: string[]): Promise<readonly LogLineDto[]> {
    return until(`the log of run ${runId} to have ${texts.join(', ')}`, async () => {
      const { items } = await this.logs(runId);
      return texts.every((text) => items.some((line) => line.text === text)) && items;
    });
  }

  private runOnce(id: string, fits: (run: RunDto) => boolean, withinMs?: number): Promise<RunDto> {
    return until(`run ${id} to get on`, async () => [await this.run(id)].find(fits), withinMs);
  }

  private async all<T>(path: string, filter: Record<string, string> = {}): Promise<T[]> {
    const items: T[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = new URLSearchParams({ limit: '200', ...filter, ...(cursor && { cursor }) });
      const page: PageOf<T> = await this.http.must('GET', `${path}?${query.toString()}`);
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  }
}
