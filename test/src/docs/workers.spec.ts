import { readFileSync } from 'node:fs';
import { CreateTaskDto, parse } from '@orrery/contracts';
import { failureKinds, routingPolicies } from '@orrery/domain';
import { describe, expect, it } from 'vitest';

function textOf(page: string): string {
  return readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8');
}

/** Names in the first column of the table with this head. */
function rowsUnder(text: string, head: string): string[] {
  const [, table] = new RegExp(`^\\| \`?${head}\`? .*\\n((?:\\|.*\\n)+)`, 'm').exec(text)!;
  return [...table!.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name!);
}

function tasksIn(text: string): object[] {
  const blocks = [...text.matchAll(/^```json\n(.*?)\n```$/gms)].map(
    ([, json]) => JSON.parse(json!) as object,
  );
  return blocks.filter((block) => 'kind' in block);
}

describe('docs/workers.md', () => {
  const text = textOf('workers.md');

  it('has a row for every policy of routing', () => {
    expect(rowsUnder(text, 'routing.policy').sort()).toEqual([...routingPolicies].sort());
  });

  it('has a row for every kind of failure', () => {
    expect(rowsUnder(text, 'kind').sort()).toEqual([...failureKinds].sort());
  });
});

it.each(['workers.md', 'containers.md'])('docs/%s shows right tasks', (page) => {
  const tasks = tasksIn(textOf(page));
  expect(tasks.length).toBeGreaterThan(0);
  for (const task of tasks) expect(parse(CreateTaskDto, task)).toMatchObject(task);
});
