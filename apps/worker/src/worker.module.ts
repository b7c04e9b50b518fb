import { Module, type DynamicModule, type ModuleMetadata, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AttemptAudit } from './control/attempt-audit.js';
import { ControlController } from './control/control.controller.js';
import { Draining } from './control/draining.js';
import { LifeController } from './control/life.controller.js';
import { Attempts } from './executing/attempts.js';
import { Lease } from './fencing/lease.js';
import { Answers } from './heartbeat/answers.js';
import { HandlerExplorer } from './handlers/handler-explorer.js';
import { HandlerRegistry } from './handlers/handler-registry.js';
import { NoopHandler } from './handlers/noop-handler.js';
import { LogLimit } from './logs/log-limit.js';
import { ReportOutbox } from './reporting/report-outbox.js';
import { IntakeController } from './reserving/intake.controller.js';
import { PullLimit } from './reserving/pull-limit.js';
import { PushedAttempts } from './reserving/pushed-attempts.js';
import type { WorkerParts } from './worker-parts.js';

export type HandlerModules = NonNullable<ModuleMetadata['imports']>;

/** The part of the worker that Nest knows: control messages and the task handlers of users' modules. */
@Module({})
export class WorkerModule {
  static of(parts: WorkerParts, handlerModules: HandlerModules): DynamicModule {
    const providers: Provider[] = [
      { provide: Attempts, useValue: parts.attempts },
      { provide: ReportOutbox, useValue: parts.outbox },
      { provide: Draining, useValue: parts.draining },
      { provide: PullLimit, useValue: parts.limit },
      { provide: PushedAttempts, useValue: parts.pushed },
      { provide: Lease, useValue: parts.lease },
      { provide: LogLimit, useValue: parts.logLimit },
      { provide: Answers, useValue: parts.answers },
      { provide: AttemptAudit, useValue: parts.audit },
      { provide: HandlerRegistry, useValue: parts.handlers },
      HandlerExplorer,
      NoopHandler,
    ];
    return {
      module: WorkerModule,
      imports: [DiscoveryModule, ...handlerModules],
      controllers: [ControlController, IntakeController, LifeController],
      providers,
    };
  }
}
