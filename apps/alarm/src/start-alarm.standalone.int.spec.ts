import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InProcessBroker, InProcessHub } from '@orrery/messaging';
import { createLogger } from '@orrery/runtime';
import { afterAll, describe } from 'vitest';
import { alarmPath } from './testing/alarm-path.js';

describe('the alarm service in the standalone mode', () => {
  const directory = mkdtempSync(join(tmpdir(), 'orrery-alarm-'));
  const hub = new InProcessHub();
  const brokers: InProcessBroker[] = [];
  const connect = async () => {
    const broker = new InProcessBroker({ hub, logger: createLogger('test', 'silent') });
    await broker.connect();
    brokers.push(broker);
    return broker;
  };
  afterAll(async () => {
    await Promise.all(brokers.map((broker) => broker.close()));
    rmSync(directory, { recursive: true });
  });
  alarmPath({ connect, databaseUrl: () => `sqlite:${join(directory, 'alarm.sqlite')}`, nodes: 1 });
});
