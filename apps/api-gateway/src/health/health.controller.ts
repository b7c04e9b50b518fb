import { Controller, Get, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { HealthRegistry, Metrics } from '@orrery/runtime';
import type { FastifyReply } from 'fastify';
import { Public } from '../access/require-permission.js';
import { Endpoint } from '../openapi/endpoint.js';

/** Says whether this gateway is alive and ready, and what it has measured. */
@ApiTags('health')
@Controller({ version: VERSION_NEUTRAL })
@Public()
export class HealthController {
  constructor(
    private readonly health: HealthRegistry,
    private readonly metrics: Metrics,
  ) {}

  @Get('healthz')
  @Endpoint({ id: 'getHealth', summary: 'Is this gateway alive?', problems: [503] })
  healthz(@Res() reply: FastifyReply): void {
    const report = this.health.health();
    answer(reply, report.healthy, report);
  }

  @Get('readyz')
  @Endpoint({ id: 'getReadiness', summary: 'Is this gateway ready for requests?', problems: [503] })
  async readyz(@Res() reply: FastifyReply): Promise<void> {
    const report = await this.health.readiness();
    answer(reply, report.ready, report);
  }

  @Get('metrics')
  @Endpoint({ id: 'getMetrics', summary: 'Measurements in the Prometheus text format', problems: [] })
  async prometheus(@Res() reply: FastifyReply): Promise<void> {
    void reply.type(this.metrics.registry.contentType).send(await this.metrics.render());
  }
}

function answer(reply: FastifyReply, well: boolean, report: object): void {
  void reply
    .code(well ? 200 : 503)
    .header('cache-control', 'no-store')
    .send(report);
}
