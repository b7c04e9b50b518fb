import type { WorkerDto } from '@orrery/contracts';
import type { IsolationLevel } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { kindNames } from './kind-names.js';
import { kindsOfDrill } from './kinds-offered.js';

const worker = (levels: IsolationLevel[], missing: string[] = []) =>
  ({ isolation: { levels, missing } }) as unknown as WorkerDto;
const all = worker(['none', 'process', 'sandbox', 'container']);
const plain = worker(['none', 'process'], ['sandbox: there is no bubblewrap (bwrap)']);

describe('the kinds of tasks in a drill', () => {
  it('are all, where every worker runs them', () => {
    expect(kindsOfDrill([all, all], false)).toEqual(kindNames);
  });

  it('are those that every worker runs, where some may be left out', () => {
    const without = kindNames.filter((kind) => !kind.endsWith('sandbox') && kind !== 'container');
    expect(kindsOfDrill([all, plain], true)).toEqual(without);
  });

  it('are an error, with the reason, where none may be left out', () => {
    expect(() => kindsOfDrill([all, plain], false)).toThrow(
      'the workers cannot run shell-sandbox, script-sandbox, container: sandbox: there is no bubblewrap (bwrap)',
    );
  });
});
