import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { FoundLinesDto, LogLineDto, LogPageDto, SettingDto } from '@orrery/contracts';
import { describe, expect, it } from 'vitest';
import type { Installation } from '../installation/installation.js';
import { freshName } from '../installation/orrery-api.js';
import { until } from '../installation/until.js';

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

    it('reach a reader that comes and goes while they are written, each once', async () => {
      const { api } = given();
      const command =
        'for n in $(seq 1 400); do echo "line $n"; [ $((n % 20)) = 0 ] && sleep 0.05; done; true';
      const { id } = await api.trigger((await api.shell(command)).id);
      const seen: LogLineDto[] = [];
      let last: string | undefined;
      for (let ended = false; !ended;) {
        const reader = await api.http.stream(
          `/runs/${id}/logs/stream`,
          last === undefined ? {} : { 'last-event-id': last },
        );
        for (let n = 0; n < 37 && !ended; n += 1) {
          const event = await reader.next<LogLineDto>();
          ended = event!.event === 'end';
          if (ended) break;
          last = event!.id;
          seen.push(event!.data);
        }
        reader.close();
      }
      expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, index) => index + 1));
      const texts = seen.filter(({ stream }) => stream === 'stdout').map(({ text }) => text);
      expect(texts).toEqual(Array.from({ length: 400 }, (_, index) => `line ${index + 1}`));
    });

    it('are shown as soon as they can be read', async () => {
      const { api } = given();
      const { id } = await api.trigger((await api.shell('echo there')).id);
      await api.ended(id);
      await api.logWith(id, 'there');
      const timed = async (look: () => Promise<unknown>) => {
        const startedMs = performance.now();
        await look();
        return performance.now() - startedMs;
      };
      const reads: number[] = [];
      const streams: number[] = [];
      for (let n = 0; n < 5; n += 1) {
        reads.push(await timed(() => api.logs(id)));
        streams.push(
          await timed(async () => {
            const reader = await api.http.stream(`/runs/${id}/logs/stream`);
            await reader.next();
            reader.close();
          }),
        );
      }
      expect(Math.min(...streams)).toBeLessThan(200 + 2 * Math.min(...reads));
    });

    it('keep colours, mend what is no text, and cut what is too long for a line', async () => {
      const { api } = given();
      const command = `printf '\\033[31mred\\033[0m\\n'; printf 'a\\377b\\n'; head -c 1000000 /dev/zero | tr '\\0' x; echo; echo 'größe 💥'`;
      const { id } = await api.trigger((await api.shell(command)).id);
      await api.ended(id);
      const lines = (await api.logWith(id, 'größe 💥')).filter(({ stream }) => stream === 'stdout');
      const texts = lines.map(({ text }) => text);
      expect([texts[0], texts[1], texts.at(-1)]).toEqual(['\u001b[31mred\u001b[0m', 'a\ufffdb', 'größe 💥']);
      expect(texts.slice(2, -1).join('')).toBe('x'.repeat(1_000_000));
    });

    it('are searched, in one run and across the runs of a task', async () => {
      const { api } = given();
      const task = await api.shell('echo "needle in $ORRERY_RUN_ID"; echo hay; echo NEEDLE >&2');
      const runs = [await api.trigger(task.id), await api.trigger(task.id)];
      for (const { id } of runs) {
        await api.ended(id);
        await api.logWith(id, 'NEEDLE', 'hay');
      }
      const id = runs[0]!.id;
      const inRun = await api.http.must<LogPageDto>('GET', `/runs/${id}/logs?search=needle&stream=stderr`);
      expect(inRun.items.map(({ text }) => text)).toEqual(['NEEDLE']);
      const found = await api.http.must<FoundLinesDto>('GET', `/tasks/${task.id}/logs/search?q=needle%20in`);
      expect(found.items.map(({ runId, text }) => [runId, text])).toEqual(
        [...runs].reverse().map((run) => [run.id, `needle in ${run.id}`]),
      );
      const { status } = await api.http.ask('GET', `/tasks/${task.id}/logs/search`);
      expect(status).toBe(422);
    });

    it('are downloaded as they are, as text and packed', async () => {
      const { api } = given();
      const { id } = await api.trigger((await api.shell('seq 1 20000')).id);
      await api.ended(id);
      await until('the whole log', async () => {
        const { items } = await api.http.must<LogPageDto>('GET', `/runs/${id}/logs?search=exited`);
        return items.length === 1;
      });
      const text = await api.http.must<string>('GET', `/runs/${id}/logs/download`);
      const numbers = [...text.matchAll(/^\S+ stdout (\d+)$/gm)].map(([, number]) => Number(number));
      expect(numbers).toEqual(Array.from({ length: 20_000 }, (_, index) => index + 1));
      expect(gunzipSync(await api.http.bytes(`/runs/${id}/logs/download?format=gz`)).toString()).toBe(text);
    });

    it('beyond their quota keep their beginning and their end', async () => {
      const { api } = given();
      const setting = await api.http.must<SettingDto>('GET', '/settings/runs.logBytes');
      const change = (value: unknown) => api.http.must('PUT', '/settings/runs.logBytes', { body: { value } });
      await change(1_048_576);
      const task = await api.shell('seq -w 1 1000000');
      const kept = await until('a worker to know the quota', async () => {
        const { id } = await api.trigger(task.id);
        await api.ended(id);
        const left = await until('the end of the log', async () => {
          const { items } = await api.http.must<LogPageDto>('GET', `/runs/${id}/logs?stream=system`);
          return items.some(({ text }) => text.startsWith('exited')) && items;
        });
        return left.find(({ text }) => text.includes('are left out here')) && { id, left };
      });
      await change(setting.value);
      const note = kept.left.find(({ text }) => text.includes('are left out here'))!;
      const dropped = Number(/^(\d+) lines/.exec(note.text)![1]);
      const whole = await api.http.must<string>('GET', `/runs/${kept.id}/logs/download`);
      const numbers = [...whole.matchAll(/^\S+ stdout (\d+)$/gm)].map(([, number]) => Number(number));
      expect([numbers[0], numbers.at(-1), numbers.length]).toEqual([1, 1_000_000, 1_000_000 - dropped]);
      expect(whole.length).toBeLessThan(6 * 1_048_576);
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
