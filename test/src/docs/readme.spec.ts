import { readFileSync } from 'node:fs';
import { parse, triggerClasses } from '@orrery/contracts';
import { triggerKinds, type Trigger } from '@orrery/domain';
import { describe, expect, it } from 'vitest';

const text = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
const triggers = [...text.matchAll(/^\| `(\{"kind":[^`]+\})`/gm)].map(
  ([, json]) => JSON.parse(json!) as Trigger,
);

describe('README.md', () => {
  it('shows a trigger of every kind', () => {
    expect(triggers.map(({ kind }) => kind).sort()).toEqual([...triggerKinds].sort());
  });

  it.each(triggers.map((trigger) => [trigger.kind, trigger] as const))(
    'shows a right %s trigger',
    (kind, trigger) => {
      const type: new () => object = triggerClasses[kind];
      expect(parse(type, trigger)).toEqual(trigger);
    },
  );
});
