import { Module, type DynamicModule, type ModuleMetadata, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ControlController } from './control/control.controller.js';
import { Draining } from './control/draining.js';
import { Attempts } from './executing/attempts.js';
import { HandlerExplorer } from './handlers/handler-explorer.js';
import { HandlerRegistry } from './handlers/handler-registry.js';
import { NoopHandler } from './handlers/noop-handler.js';
import { ReportOutbox } from './reporting/report-outbox.js';
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
      { provide: HandlerRegistry, useValue: parts.handlers },
      HandlerExplorer,
      NoopHandler,
    ];
    return {
      module: WorkerModule,
      imports: [DiscoveryModule, ...handlerModules],
      controllers: [ControlController],
      providers,
    };
  }
}
