import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogLineDto } from '@orrery/contracts';
import { describe, expect, it } from 'vitest';
import type { Installation } from '../installation/installation.js';
import { freshName } from '../installation/orrery-api.js';

/** Prints one line, waits for the file, prints two more. */
const waitingFor = (file: string) =>
  `echo first; while [ ! -e ${file} ]; do sleep 0.05; done; echo second; echo third >&2`;

/** A log is seen while it is written, and afterwards. */
export function logsSuite(given: () => Installation): void {
  describe.concurrent('logs', () => {
    it('stream line by line while the task runs, and from where a reader left off', async () => {
      const { api, filesDir } = given();
      const release = join(filesDir, freshName('release'));
      const { id } = await api.trigger((await api.shell(waitingFor(release))).id);
      const path = `/runs/${id}/logs/stream`;

      const live = await api.http.stream(path);
      let first = await live.next<LogLineDto>();
      while (first?.data.stream === 'system') first = await live.next<LogLineDto>();
      expect(first).toMatchObject({ event: 'log', data: { stream: 'stdout', text: 'first', attempt: 1 } });
      expect((await api.run(id)).state).toBe('running');
      writeFileSync(release, '');
      const rest = await live.rest<LogLineDto>();
      const texts = rest.filter(({ event, data }) => event === 'log' && data.stream !== 'system');
      expect(texts.map(({ data }) => data.text).sort()).toEqual(['second', 'third']);
      expect(rest.at(-1)).toMatchObject({ event: 'end', data: { state: 'succeeded' } });

      const resumed = await (await api.http.stream(path, { 'last-event-id': first!.id! })).rest<LogLineDto>();
      expect(resumed).toEqual(rest);
    });

    it('are read in pages', async () => {
      const { api } = given();
      const { id } = await api.trigger(
        (await api.shell('for n in 1 2 3 4 5 6 7; do echo "line $n"; done')).id,
      );
      expect((await api.ended(id)).state).toBe('succeeded');
      const whole = await api.logWith(id, 'line 1', 'line 7');
      const paged: LogLineDto[] = [];
      for (let after = 0; paged.length < whole.length; after = paged.at(-1)!.seq) {
        const { items } = await api.logs(id, after, 3);
        expect(items.length).toBeGreaterThan(0);
        expect(items.length).toBeLessThanOrEqual(3);
        paged.push(...items);
      }
      expect(paged).toEqual(whole);
      const seqs = whole.map(({ seq }) => seq);
      expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
      expect((await api.logs(id, seqs.at(-1))).items).toEqual([]);
    });
  });
}
