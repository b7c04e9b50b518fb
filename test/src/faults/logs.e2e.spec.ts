import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogPageDto, PackedLogChunk } from '@orrery/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesBelow, textOf } from '../installation/files-below.js';
import { startInstallation, type Installation } from '../installation/installation.js';
import { freshName } from '../installation/orrery-api.js';
import { until } from '../installation/until.js';

const LINES = 5_000;

describe('the log of a worker that is killed', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await startInstallation({ mode: 'cluster', proxied: true, mail: false });
  });
  afterAll(() => installation?.close());

  /** Of all processes of the installation. */
  const directory = () => join(installation.dataDir, '..');

  /** Numbers of the last lines of the chunks that lie in spools. */
  function spooled(runId: string): number[] {
    return filesBelow(directory())
      .filter((path) => /logs\/\d{8}\.journal$/.test(path))
      .flatMap((path) => textOf(path).split('\n'))
      .filter((line) => line.startsWith('{"v":2') && line.includes(runId) && line.endsWith('}'))
      .map((line) => (JSON.parse(line) as PackedLogChunk).last);
  }

  it('is whole as far as it had been written to the spool, though the broker was away', async () => {
    const { api, filesDir } = installation;
    const release = join(filesDir, freshName('release'));
    const command = `echo first; while [ ! -e ${release} ]; do sleep 0.05; done; seq 1 ${LINES}; touch ${release}.done; sleep 600`;
    const { id } = await api.trigger((await api.shell(command)).id);
    await api.logWith(id, 'first');
    const { workerId } = await api.run(id);
    const name = workerId!.endsWith('1') ? 'worker-1' : 'worker-2';

    installation.linesOf(name).amqp.refuse();
    writeFileSync(release, '');
    await until('the command to be done', () => existsSync(`${release}.done`));
    await until('its lines to be spooled', () => spooled(id).some((last) => last >= LINES));
    await installation.kill(name);
    installation.linesOf(name).amqp.restore();
    await installation.start(name).untilReady();

    const inAttempt = await until('its lines to be there', async () => {
      const pages: LogPageDto['items'] = [];
      for (let cursor = '0'; ;) {
        const page = await api.http.must<LogPageDto>('GET', `/runs/${id}/logs?limit=5000&cursor=${cursor}`);
        pages.push(...page.items.filter(({ attempt, stream }) => attempt === 1 && stream === 'stdout'));
        if (page.nextCursor === null) break;
        cursor = page.nextCursor;
      }
      return pages.length > LINES && pages;
    });
    expect(inAttempt.map(({ text }) => text)).toEqual([
      'first',
      ...Array.from({ length: LINES }, (_, index) => String(index + 1)),
    ]);
    const [first] = await until('the attempt to be lost', async () => {
      const attempts = await api.attempts(id);
      return attempts[0]?.state === 'lost' && attempts;
    });
    expect(first).toMatchObject({ attempt: 1, state: 'lost', workerId });
    await api.cancel(id);
    await api.ended(id);
  });
});
