import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { useSampleDatabase } from '../fixtures/database.fixture.js';

const database = useSampleDatabase('mysql');

/** Measured: 4 to 5 ms on two busy cores. The bound catches a return to per-row or quadratic work. */
const MOST_CLIENT_CPU_MS = 50;

it('spends few milliseconds of client CPU on 500 rows of 15 columns', async () => {
  const names = Array.from({ length: 15 }, (_, n) => `c${n}`);
  await database.run((s) =>
    s.execute(`CREATE TABLE wide (${names.map((name) => `${name} varchar(50)`).join(', ')})`),
  );
  const rows = () =>
    Array.from({ length: 500 }, () =>
      Object.fromEntries(
        names.map((name, n) => [name, n % 3 === 0 ? new Date() : n % 3 === 1 ? n : randomUUID()]),
      ),
    );
  const spentMs: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    const batch = rows();
    await database.run(async (session) => {
      const before = process.cpuUsage();
      await session.insertMany('wide', batch);
      const { user, system } = process.cpuUsage(before);
      spentMs.push((user + system) / 1_000);
    });
  }
  const median = spentMs.sort((a, b) => a - b)[10] ?? Infinity;
  expect(median).toBeLessThan(MOST_CLIENT_CPU_MS);
});
