import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { handlersOf } from '@orrery/worker-sdk';
import { HandlerRegistry } from './handler-registry.js';

/** Finds the methods marked with `@TaskHandler` in all providers of the application and registers them. */
@Injectable()
export class HandlerExplorer implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly handlers: HandlerRegistry,
  ) {}

  onModuleInit(): void {
    // One provider may stand under several tokens.
    const instances = new Set(this.discovery.getProviders().map(({ instance }) => instance as unknown));
    for (const instance of instances) {
      if (typeof instance !== 'object' || instance === null) continue;
      for (const handler of handlersOf(instance)) this.handlers.add(handler);
    }
  }
}
