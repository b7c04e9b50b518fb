import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HandlerRegistry } from '../handlers/handler-registry.js';
import { startWorker, type EmbeddedWorker } from './embedded-worker.js';
import type { WorkerOptions } from './worker-options.js';

/** Token of the options that `OrreryWorkerModule` was given. */
export const WORKER_OPTIONS = Symbol('orrery:worker-options');

/** The worker of a Nest application: there once the application has started, drained when it closes. */
@Injectable()
export class OrreryWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private worker: EmbeddedWorker | undefined;

  constructor(
    @Inject(WORKER_OPTIONS) private readonly options: WorkerOptions,
    private readonly handlers: HandlerRegistry,
  ) {}

  /** Whether it takes work; for a health check of the application. */
  async isReady(): Promise<boolean> {
    return (await this.worker?.ready()) ?? false;
  }

  async onApplicationBootstrap(): Promise<void> {
    const handlers = [...(this.options.handlers ?? []), ...this.handlers.all()];
    this.worker = await startWorker({ ...this.options, handlers });
  }

  /** Before the others: what runs still needs the rest of the application. */
  async onModuleDestroy(): Promise<void> {
    await this.worker?.stop();
  }
}
