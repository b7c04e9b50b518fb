import type {
  FireDto,
  FirePreviewDto,
  PreviewFiresDto,
  CreateScheduleDto,
  ReplaceScheduleDto,
  ScheduleDto,
  ScheduleListQuery,
} from '../http/schedule.dto.js';
import type { MasterDto, WorkerDto } from '../http/cluster.dto.js';
import type { Page, PageQuery } from '../http/page.js';
import type { CreateProjectDto, ProjectDto } from '../http/project.dto.js';
import type {
  AttemptDto,
  LogLineDto,
  LogQuery,
  RunDto,
  RunListQuery,
  TriggerRunDto,
} from '../http/run.dto.js';
import type {
  CreateTaskDto,
  ReplaceTaskDto,
  TaskDto,
  TaskListQuery,
  TaskVersionDto,
  ValidationResultDto,
} from '../http/task.dto.js';

/** Who asks; recorded with each change. */
export interface Caller {
  readonly actor: string;
}

/** Names of one resource. */
export interface ById {
  readonly id: string;
}

/** A change that holds only for the version the caller has seen (If-Match); absent: whichever is newest. */
export interface IfVersion {
  readonly ifVersion?: number;
}

/** A request that may be repeated: with the same key it makes its runs once, also when the first answer got lost. */
export interface Keyed {
  readonly requestKey?: string;
}

/** Restricts a list to the projects the caller may see; absent: all. */
export interface Visible {
  readonly projects?: readonly string[];
}

/** Requests a master answers on `master.rpc`: name -> request and reply. */
export interface MasterCalls {
  'project.create': { request: { body: CreateProjectDto } & Caller; reply: ProjectDto };
  'project.list': { request: { query: PageQuery } & Visible; reply: Page<ProjectDto> };
  'project.get': { request: { name: string }; reply: ProjectDto };

  'task.create': { request: { body: CreateTaskDto } & Caller; reply: TaskDto };
  'task.validate': { request: { body: CreateTaskDto }; reply: ValidationResultDto };
  'task.get': { request: ById; reply: TaskDto };
  'task.list': { request: { query: TaskListQuery } & Visible; reply: Page<TaskDto> };
  'task.replace': { request: ById & { body: ReplaceTaskDto } & IfVersion & Caller; reply: TaskDto };
  'task.pause': { request: ById & Caller; reply: TaskDto };
  'task.resume': { request: ById & Caller; reply: TaskDto };
  'task.delete': { request: ById & { force: boolean } & IfVersion & Caller; reply: { deleted: true } };
  'task.versions': { request: ById & { query: PageQuery }; reply: Page<TaskVersionDto> };

  'schedule.create': { request: { body: CreateScheduleDto } & Caller; reply: ScheduleDto };
  'schedule.get': { request: ById; reply: ScheduleDto };
  'schedule.list': { request: { query: ScheduleListQuery } & Visible; reply: Page<ScheduleDto> };
  'schedule.replace': {
    request: ById & { body: ReplaceScheduleDto } & IfVersion & Caller;
    reply: ScheduleDto;
  };
  'schedule.pause': { request: ById & Caller; reply: ScheduleDto };
  'schedule.resume': { request: ById & Caller; reply: ScheduleDto };
  'schedule.delete': { request: ById & IfVersion & Caller; reply: { deleted: true } };
  'schedule.fires': { request: ById & { query: PageQuery }; reply: Page<FireDto> };
  'schedule.preview': { request: { body: PreviewFiresDto }; reply: FirePreviewDto };

  'run.trigger': { request: { taskId: string; body: TriggerRunDto } & Keyed & Caller; reply: RunDto };
  'run.triggerBatch': {
    request: { taskId: string; items: readonly TriggerRunDto[] } & Keyed & Caller;
    reply: { items: readonly RunDto[] };
  };
  'run.get': { request: ById; reply: RunDto };
  'run.list': { request: { query: RunListQuery } & Visible; reply: Page<RunDto> };
  'run.attempts': { request: ById; reply: { items: readonly AttemptDto[] } };
  'run.logs': { request: ById & { query: LogQuery }; reply: Page<LogLineDto> };
  /** The newest lines, oldest first. */
  'run.logTail': {
    request: ById & { lines: number };
    reply: { items: readonly LogLineDto[]; omitted: number };
  };
  'run.cancel': { request: ById & { reason: string } & Caller; reply: RunDto };
  'run.retry': { request: ById & Keyed & Caller; reply: RunDto };
  'run.claim': { request: ClaimRequest; reply: ClaimReply };

  'worker.list': { request: { query: PageQuery }; reply: Page<WorkerDto> };
  'worker.get': { request: ById; reply: WorkerDto };
  'worker.drain': { request: ById & Caller; reply: WorkerDto };
  'worker.resume': { request: ById & Caller; reply: WorkerDto };
  'master.list': { request: { query: PageQuery }; reply: Page<MasterDto> };
}

/** A worker asks which attempts it may start; the guarded UPDATE behind it is the one start each attempt gets. */
export interface ClaimRequest {
  readonly workerId: string;
  readonly workerEpoch: string;
  readonly claims: readonly { readonly runId: string; readonly attempt: number }[];
}

export interface ClaimReply {
  /** Runs of the request that may start; all others must not. */
  readonly granted: readonly string[];
}
