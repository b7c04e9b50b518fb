import type { Session } from '@orrery/persistence';
import { describe, expect, it } from 'vitest';
import type { WorkflowStore } from '../../persistence/stores/workflow.store.js';
import { WorkflowVersions } from './workflow-versions.js';

const definition = { nodes: [], finally: [], onFailure: 'end', maxParallel: 0 };
const store = {
  findVersion: () => Promise.resolve({ definition, references: { tasks: {}, workflows: {} } }),
} as unknown as WorkflowStore;

describe('versions of workflows that run', () => {
  it('are made ready once, also when several ask for one at the same time', async () => {
    const versions = new WorkflowVersions(store, {} as never);
    const session = {} as Session;
    const [one, two] = await Promise.all([versions.get(session, 'w', 1), versions.get(session, 'w', 1)]);
    expect(one).toBe(two);
    expect(await versions.get(session, 'w', 1)).toBe(one);
  });
});
