import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { TASK_HANDLER, type TaskContext } from '@orrery/worker-sdk';
import { HandlerRegistry } from './handler-registry.js';

/** Finds the methods marked with `@TaskHandler` in all providers of the application and registers them. */
@Injectable()
export class HandlerExplorer implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
    private readonly handlers: HandlerRegistry,
  ) {}

  onModuleInit(): void {
    for (const { instance } of this.discovery.getProviders()) {
      if (typeof instance === 'object' && instance !== null)
        this.register(instance as Record<string, unknown>);
    }
  }

  private register(provider: Record<string, unknown>): void {
    const prototype = Object.getPrototypeOf(provider) as Record<string, unknown> | null;
    if (prototype === null) return;
    for (const method of this.scanner.getAllMethodNames(prototype)) {
      const target = prototype[method];
      if (typeof target !== 'function') continue;
      const name = this.reflector.get<string | undefined>(TASK_HANDLER, target as () => unknown);
      if (name === undefined) continue;
      this.handlers.add(
        name,
        async (context: TaskContext) => await (target.call(provider, context) as unknown),
      );
    }
  }
}
