import { Module, type DynamicModule, type FactoryProvider, type ModuleMetadata } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { HandlerExplorer } from '../handlers/handler-explorer.js';
import { HandlerRegistry } from '../handlers/handler-registry.js';
import { OrreryWorker, WORKER_OPTIONS } from './orrery-worker.js';
import type { WorkerOptions } from './worker-options.js';

/** Where the options of `forRootAsync` come from: other providers of the application. */
export type WorkerOptionsFactory = Pick<ModuleMetadata, 'imports'> &
  Pick<FactoryProvider<WorkerOptions>, 'useFactory' | 'inject'>;

/**
 * Makes a Nest application a worker: the methods of its providers that are marked with `@TaskHandler` run the tasks that name
 * them. It drains when the application closes: call `app.enableShutdownHooks()`.
 */
@Module({})
export class OrreryWorkerModule {
  static forRoot(options: WorkerOptions = {}): DynamicModule {
    return this.forRootAsync({ useFactory: () => options });
  }

  static forRootAsync({ imports = [], ...factory }: WorkerOptionsFactory): DynamicModule {
    return {
      module: OrreryWorkerModule,
      imports: [DiscoveryModule, ...imports],
      providers: [{ provide: WORKER_OPTIONS, ...factory }, HandlerRegistry, HandlerExplorer, OrreryWorker],
      exports: [OrreryWorker],
    };
  }
}
