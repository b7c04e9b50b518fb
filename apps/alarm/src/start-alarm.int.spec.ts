import { useBroker, useDatabase } from '@orrery/testing';
import { describe } from 'vitest';
import { alarmSchema } from './persistence/schema.js';
import { alarmPath } from './testing/alarm-path.js';

describe('two alarm nodes on RabbitMQ and MySQL', () => {
  const rabbit = useBroker();
  const { url } = useDatabase({ kind: 'mysql', ...alarmSchema });
  alarmPath({ connect: () => rabbit.open(), databaseUrl: () => url, nodes: 2 });
});
