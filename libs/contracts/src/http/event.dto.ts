import { IntegerField, JsonObjectField, NameField, TextField } from '../fields/index.js';

/** Something that happened outside and that schedules may wait for. */
export class PublishEventDto {
  @NameField({ optional: true, default: 'default' })
  project: string = 'default';

  @NameField({ example: 'orders.closed' })
  name: string;

  @JsonObjectField({
    optional: true,
    default: {},
    example: { shop: 'berlin' },
    description: 'Runs find it in their parameter `event.payload`.',
  })
  payload: Record<string, unknown> = {};

  @TextField({
    optional: true,
    max: 100,
    pattern: /^[\x21-\x7e]+$/,
    patternHint: 'visible ASCII characters',
    description:
      'A repeated id starts nothing again. Default: made up, or the Idempotency-Key where there is one.',
  })
  id?: string;
}

export class EventAcceptedDto {
  @TextField({ max: 100, example: '01931a7e-5b0c-7c3e-9d55-2f4f4c1f8a10' })
  id: string;

  @IntegerField({ description: 'Runs that the event made.' })
  started: number;
}
