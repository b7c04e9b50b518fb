import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { AccessGuard } from './access/access-guard.js';
import { Authorizer } from './access/authorizer.js';
import { ProjectResolver } from './access/project-resolver.js';
import { AlarmRulesController } from './alarms/alarm-rules.controller.js';
import { AlarmsController } from './alarms/alarms.controller.js';
import { ApiKeyVerifier } from './api-keys/api-key-verifier.js';
import { ApiKeysController } from './api-keys/api-keys.controller.js';
import { ApiKeys } from './api-keys/api-keys.js';
import { AuthController } from './auth/auth.controller.js';
import { Authenticator } from './auth/authenticator.js';
import { Lockout } from './auth/lockout.js';
import { Login } from './auth/login.js';
import { TokenIssuer } from './auth/token-issuer.js';
import { BackfillsController } from './backfills/backfills.controller.js';
import { ClusterController } from './cluster/cluster.controller.js';
import { MastersController } from './cluster/masters.controller.js';
import { ReservationsController } from './cluster/reservations.controller.js';
import { WorkersController } from './cluster/workers.controller.js';
import { EventsController } from './events/events.controller.js';
import { HealthController } from './health/health.controller.js';
import { DtoPipe } from './http/dto.pipe.js';
import { ResourceHeadersInterceptor } from './http/resource-headers.interceptor.js';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.js';
import { LedgerController } from './ledger/ledger.controller.js';
import { LiveStreams } from './live/live-streams.js';
import { RunFollower } from './live/run-follower.js';
import { WorkflowFollower } from './live/workflow-follower.js';
import { PoolsController } from './pools/pools.controller.js';
import { ProjectsController } from './projects/projects.controller.js';
import { RunChildrenController } from './runs/run-children.controller.js';
import { LogDownload } from './runs/log-download.js';
import { RunLogsController } from './runs/run-logs.controller.js';
import { RunStreamsController } from './runs/run-streams.controller.js';
import { RunsController } from './runs/runs.controller.js';
import { SchedulesController } from './schedules/schedules.controller.js';
import { SecretsController } from './secrets/secrets.controller.js';
import { SettingsController } from './settings/settings.controller.js';
import { TaskLogsController } from './tasks/task-logs.controller.js';
import { TaskRunsController } from './tasks/task-runs.controller.js';
import { TasksController } from './tasks/tasks.controller.js';
import { FirstAdmin } from './users/first-admin.js';
import { UsersController } from './users/users.controller.js';
import { Users } from './users/users.js';
import { WorkflowAnalysisController } from './workflow-analysis/workflow-analysis.controller.js';
import { WorkflowRunComparisonController } from './workflow-analysis/workflow-run-comparison.controller.js';
import { ApprovalsController } from './workflow-runs/approvals.controller.js';
import { NodeRunsController } from './workflow-runs/node-runs.controller.js';
import { NodeDecisionsController } from './workflow-runs/node-decisions.controller.js';
import { WorkflowPictures } from './workflow-runs/workflow-pictures.js';
import { WorkflowRunsController } from './workflow-runs/workflow-runs.controller.js';
import { WorkflowStartsController } from './workflow-runs/workflow-starts.controller.js';
import { WorkflowViewsController } from './workflow-runs/workflow-views.controller.js';
import { SchemasController } from './workflows/schemas.controller.js';
import { WorkflowFilesController } from './workflows/workflow-files.controller.js';
import { WorkflowVersionsController } from './workflows/workflow-versions.controller.js';
import { WorkflowsController } from './workflows/workflows.controller.js';

const controllers = [
  AuthController,
  TasksController,
  TaskRunsController,
  TaskLogsController,
  SchedulesController,
  WorkflowsController,
  WorkflowVersionsController,
  WorkflowFilesController,
  SchemasController,
  WorkflowAnalysisController,
  WorkflowRunComparisonController,
  WorkflowStartsController,
  WorkflowRunsController,
  NodeRunsController,
  NodeDecisionsController,
  WorkflowViewsController,
  ApprovalsController,
  BackfillsController,
  EventsController,
  RunsController,
  RunChildrenController,
  RunStreamsController,
  RunLogsController,
  PoolsController,
  LedgerController,
  ProjectsController,
  WorkersController,
  ReservationsController,
  MastersController,
  ClusterController,
  SecretsController,
  SettingsController,
  AlarmRulesController,
  AlarmsController,
  UsersController,
  ApiKeysController,
  HealthController,
];

const services: Provider[] = [
  Authenticator,
  ApiKeyVerifier,
  Authorizer,
  ProjectResolver,
  Lockout,
  Login,
  TokenIssuer,
  FirstAdmin,
  Users,
  ApiKeys,
  LiveStreams,
  LogDownload,
  RunFollower,
  WorkflowFollower,
  WorkflowPictures,
];

/** What stands around every route, in the order in which a request meets it; the interceptors nest from left to right. */
const surroundings: Provider[] = [
  { provide: APP_GUARD, useClass: AccessGuard },
  { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
  { provide: APP_INTERCEPTOR, useClass: ResourceHeadersInterceptor },
  { provide: APP_PIPE, useClass: DtoPipe },
];

/** All routes of the gateway; what they stand on (stores, client, clock) comes from outside. */
@Module({})
export class GatewayModule {
  static on(parts: Provider[]): DynamicModule {
    return { module: GatewayModule, controllers, providers: [...parts, ...services, ...surroundings] };
  }
}
