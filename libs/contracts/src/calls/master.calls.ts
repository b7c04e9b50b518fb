import type {
  FireDto,
  FirePreviewDto,
  ComingFiresQuery,
  PreviewFiresDto,
  CreateScheduleDto,
  ReplaceScheduleDto,
  ScheduleDto,
  ScheduleListQuery,
} from '../http/schedule.dto.js';
import type { AttemptSamplesDto, AttemptSamplesQuery } from '../http/attempt-samples.dto.js';
import type { ConsistencyDto } from '../http/consistency.dto.js';
import type { NodeSamplesDto, NodeSamplesQuery } from '../http/node-samples.dto.js';
import type { MasterDto, WorkerDto } from '../http/cluster.dto.js';
import type { EventAcceptedDto, PublishEventDto } from '../http/event.dto.js';
import type { LedgerEntryDto, LedgerProofDto, LedgerQuery, ProofQuery } from '../http/ledger.dto.js';
import type { Page, PageQuery } from '../http/page.js';
import type {
  CreatePoolDto,
  PoolDto,
  PoolHolderDto,
  PoolListQuery,
  ReplacePoolDto,
} from '../http/pool.dto.js';
import type { CreateProjectDto, ProjectDto, ReplaceProjectDto } from '../http/project.dto.js';
import type { ScheduleVersionDto } from '../http/schedule-version.dto.js';
import type { ScheduleWhyDto } from '../http/schedule-why.dto.js';
import type { CreateReservationDto, WorkerReservationDto } from '../http/reservation.dto.js';
import type {
  ChangeSettingDto,
  RollBackSettingDto,
  SettingDto,
  SettingVersionDto,
} from '../http/setting.dto.js';
import type { RunWhyDto } from '../http/why.dto.js';
import type {
  AttemptDto,
  ListedRunDto,
  RunDetailsDto,
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
import type { BackfillCalls } from './backfill.calls.js';
import type { LogCalls } from './log.calls.js';
import type { SecretCalls } from './secret.calls.js';
import type { WorkflowAnalysisCalls } from './workflow-analysis.calls.js';
import type { WorkflowRunCalls } from './workflow-run.calls.js';
import type { WorkflowWatchCalls } from './workflow-watch.calls.js';
import type { WorkflowCalls } from './workflow.calls.js';

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
export interface MasterCalls
  extends
    BackfillCalls,
    LogCalls,
    SecretCalls,
    WorkflowCalls,
    WorkflowAnalysisCalls,
    WorkflowRunCalls,
    WorkflowWatchCalls {
  'project.create': { request: { body: CreateProjectDto } & Caller; reply: ProjectDto };
  'project.replace': { request: { name: string; body: ReplaceProjectDto } & Caller; reply: ProjectDto };
  'project.list': { request: { query: PageQuery } & Visible; reply: Page<ProjectDto> };
  'project.get': { request: { name: string }; reply: ProjectDto };
  'project.pause': { request: { name: string } & Caller; reply: ProjectDto };
  'project.resume': { request: { name: string } & Caller; reply: ProjectDto };

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
  'schedule.versions': { request: ById & { query: PageQuery }; reply: Page<ScheduleVersionDto> };
  'schedule.why': { request: ById; reply: ScheduleWhyDto };
  'schedule.fires': { request: ById & { query: PageQuery }; reply: Page<FireDto> };
  'schedule.coming': { request: ById & { query: ComingFiresQuery }; reply: FirePreviewDto };
  'schedule.preview': { request: { body: PreviewFiresDto }; reply: FirePreviewDto };

  'pool.create': { request: { body: CreatePoolDto } & Caller; reply: PoolDto };
  /** With `projects`: pools of these, and those of no project; others do not exist. */
  'pool.get': { request: ById & Visible; reply: PoolDto };
  'pool.list': { request: { query: PoolListQuery } & Visible; reply: Page<PoolDto> };
  'pool.replace': { request: ById & { body: ReplacePoolDto } & IfVersion & Caller; reply: PoolDto };
  'pool.delete': { request: ById & IfVersion & Caller; reply: { deleted: true } };
  /** With `projects`: only runs of these. */
  'pool.holders': { request: ById & { query: PageQuery } & Visible; reply: Page<PoolHolderDto> };

  'event.publish': { request: { body: PublishEventDto } & Keyed & Caller; reply: EventAcceptedDto };

  'ledger.list': { request: { query: LedgerQuery } & Visible; reply: Page<LedgerEntryDto> };
  'ledger.proof': { request: { query: ProofQuery } & Visible; reply: LedgerProofDto };

  'run.trigger': { request: { taskId: string; body: TriggerRunDto } & Keyed & Caller; reply: RunDto };
  'run.triggerBatch': {
    request: { taskId: string; items: readonly TriggerRunDto[] } & Keyed & Caller;
    reply: { items: readonly RunDto[] };
  };
  'run.get': { request: ById; reply: RunDetailsDto };
  'run.list': { request: { query: RunListQuery } & Visible; reply: Page<ListedRunDto> };
  /** Why it is not running, in the order of what stands in its way. With `projects`: runs of others are not named. */
  'run.why': { request: ById & Visible; reply: RunWhyDto };
  'run.attempts': { request: ById; reply: { items: readonly AttemptDto[] } };
  /** What one of its attempts took over its time. */
  'run.samples': { request: ById & { query: AttemptSamplesQuery }; reply: AttemptSamplesDto };
  'run.children': { request: ById & { query: PageQuery }; reply: Page<ListedRunDto> };
  'run.cancel': { request: ById & { reason: string } & Caller; reply: RunDto };
  'run.retry': { request: ById & Keyed & Caller; reply: RunDto };
  'run.claim': { request: ClaimRequest; reply: ClaimReply };

  'worker.list': { request: { query: PageQuery }; reply: Page<WorkerDto> };
  'worker.get': { request: ById; reply: WorkerDto };
  'worker.cordon': { request: ById & Caller; reply: WorkerDto };
  'worker.drain': { request: ById & Caller; reply: WorkerDto };
  'worker.resume': { request: ById & Caller; reply: WorkerDto };
  'worker.reserve': { request: ById & { body: CreateReservationDto } & Caller; reply: WorkerReservationDto };
  'worker.reservations': { request: ById; reply: { items: readonly WorkerReservationDto[] } };
  'worker.release': { request: ById & { reservationId: string } & Caller; reply: { deleted: true } };
  'master.list': { request: { query: PageQuery }; reply: Page<MasterDto> };

  'worker.resources': { request: ById & { query: NodeSamplesQuery }; reply: NodeSamplesDto };
  'master.resources': { request: ById & { query: NodeSamplesQuery }; reply: NodeSamplesDto };
  'cluster.consistency': { request: object; reply: ConsistencyDto };

  'setting.list': { request: object; reply: Page<SettingDto> };
  'setting.get': { request: { name: string }; reply: SettingDto };
  'setting.change': {
    request: { name: string; body: ChangeSettingDto } & IfVersion & Caller;
    reply: SettingDto;
  };
  'setting.rollBack': {
    request: { name: string; body: RollBackSettingDto } & IfVersion & Caller;
    reply: SettingDto;
  };
  'setting.versions': { request: { name: string; query: PageQuery }; reply: Page<SettingVersionDto> };
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
