import { VersioningType, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DynamicModule } from '@nestjs/common';
import type { Logger, Metrics } from '@orrery/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { serveDocs } from '../openapi/api-document.js';
import { acceptEmptyJson, addNotModifiedHook, addTraceHooks } from './hooks.js';
import { NestLogger } from './nest-logger.js';
import { ProblemFilter } from './problem-filter.js';
import { addRefusedBodyHook } from './refused-body.js';
import { addRequestMetrics } from './request-metrics.js';
import { requestState } from './request-state.js';
import { addSecurityHeaders } from './security-headers.js';
import { sendProblem } from './send-problem.js';
import type { StartGate } from './start-gate.js';
import { acceptYaml } from './yaml-body.js';

const BODY_LIMIT = 1_048_576;
/** Longer than the idle time-outs of usual load balancers, so that they and not we close idle connections. */
const KEEP_ALIVE_MS = 75_000;

export interface HttpServerOptions {
  readonly module: DynamicModule | Type;
  readonly trustProxy: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly gate: StartGate;
}

/** Builds the HTTP application on Fastify; not listening yet. */
export async function createHttpServer(options: HttpServerOptions): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    trustProxy: (_address: string, hop: number) => hop < options.trustProxy,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(error, request, reply);
    },
  });
  const server = adapter.getInstance<FastifyInstance>();
  prepare(server, options);
  const app = await NestFactory.create<NestFastifyApplication>(options.module, adapter, {
    logger: new NestLogger(options.logger),
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter(options.logger));
  app.setGlobalPrefix('api', { exclude: ['healthz', 'readyz', 'metrics'] });
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
  serveDocs(app);
  return app;
}

function prepare(server: FastifyInstance, { metrics, gate }: HttpServerOptions): void {
  for (const property of requestState) server.decorateRequest(property);
  addTraceHooks(server);
  addRequestMetrics(server, metrics);
  gate.addHook(server);
  addSecurityHeaders(server);
  addNotModifiedHook(server);
  addRefusedBodyHook(server);
  acceptEmptyJson(server);
  acceptYaml(server, BODY_LIMIT);
}
