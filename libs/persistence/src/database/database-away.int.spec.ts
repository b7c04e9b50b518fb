import { createLogger, type Logger } from '@orrery/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropSchema, freshUrl, sampleDatabase } from '../fixtures/database.fixture.js';
import { TcpProxy } from '../fixtures/tcp-proxy.fixture.js';

/** A logger whose lines a test can wait for. */
function listeningLogger(): { logger: Logger; said: (part: string) => Promise<string> } {
  const lines: string[] = [];
  let told = () => {};
  const write = (line: string) => {
    lines.push(line);
    told();
  };
  const said = async (part: string) => {
    for (;;) {
      const line = lines.find((each) => each.includes(part));
      if (line) return line;
      await new Promise<void>((resolve) => (told = resolve));
    }
  };
  return { logger: createLogger('test', 'debug', { format: 'json', destination: { write } }), said };
}

describe('a MySQL server that goes away', () => {
  const url = new URL(freshUrl('mysql'));
  const proxy = new TcpProxy({ host: url.hostname, port: Number(url.port || 3306) });

  const proxied = () => {
    const through = new URL(url);
    through.hostname = '127.0.0.1';
    through.port = String(proxy.port);
    return through.href;
  };

  beforeAll(async () => {
    await proxy.open();
    await proxy.close();
  });
  afterAll(() => proxy.close());

  it('is waited for at the start, aloud', async () => {
    const { logger, said } = listeningLogger();
    const database = sampleDatabase(proxied(), { logger });
    const opened = database.open();
    expect(await said('is not reachable')).toContain('database sample is not reachable');
    expect(await database.isReachable()).toBe(false);
    await proxy.open();
    await opened;
    expect(await database.isReachable()).toBe(true);
    await database.close();
  });

  it('can be given up waiting for by closing', async () => {
    await proxy.close();
    const { logger, said } = listeningLogger();
    const database = sampleDatabase(proxied(), { logger });
    const opened = database.open();
    await said('is not reachable');
    await database.close();
    await expect(opened).rejects.toThrow('database sample was closed');
  });

  it('makes work fail as unavailable after the deadline, and work goes on when it is back', async () => {
    await proxy.open();
    const { logger, said } = listeningLogger();
    const database = sampleDatabase(proxied(), { logger, retryDeadlineMs: 200 });
    await database.open();
    await database.migrate();
    await proxy.close();
    const lost = database.run((session) => session.execute('DELETE FROM sample'));
    await expect(lost).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('sample') as string,
    });
    expect(await database.isReachable()).toBe(false);
    await proxy.open();
    expect(await database.run((session) => session.execute('DELETE FROM sample'))).toEqual({ affected: 0 });
    await said('is open');
    await dropSchema(database);
    await database.close();
  });

  it('refuses wrong credentials at once instead of waiting', async () => {
    const wrong = new URL(proxied());
    wrong.username = 'nobody-we-know';
    wrong.password = 'x';
    const database = sampleDatabase(wrong.href);
    await expect(database.open()).rejects.toThrow(/[Aa]ccess denied/);
    await database.close();
  });
});
