import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { EventAcceptedDto, PublishEventDto } from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { Actor } from '../access/parameters.js';
import { ofBody, RequirePermission } from '../access/require-permission.js';
import { Repeatable, RequestKey } from '../idempotency/idempotency.interceptor.js';
import { Endpoint } from '../openapi/endpoint.js';

const example = { name: 'orders.closed', payload: { shop: 'berlin' } };

@ApiTags('events')
@Controller('events')
export class EventsController {
  constructor(private readonly client: ServiceClient) {}

  @Post()
  @RequirePermission('event:publish', ofBody)
  @Repeatable()
  @Endpoint({
    id: 'publishEvent',
    summary: 'Tell of an event: schedules of the project that wait for its name start',
    description:
      'Its runs are stored when this answers. An `id` that was published before starts nothing again; ' +
      'the answer is then that of the first time.',
    status: 202,
    answer: EventAcceptedDto,
    problems: [400, 401, 403, 409, 413, 422, 503],
    body: { type: PublishEventDto, example },
  })
  publish(
    @Body() body: PublishEventDto,
    @Actor() actor: string,
    @RequestKey() requestKey: string | undefined,
  ): Promise<EventAcceptedDto> {
    return this.client.call('event.publish', { body, actor, requestKey });
  }
}
