import { describe, expect, it } from 'vitest';
import { nodeTaskId } from './node-task-id.js';

describe('the id of an inline task', () => {
  it('is a UUID, always the same, and that of no other task', () => {
    const id = nodeTaskId('w', 'a', 'task');
    expect(id).toBe('4e147b72-4e13-8682-8541-ef4876cdf3eb');
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const others = [
      nodeTaskId('w', 'a', 'compensate'),
      nodeTaskId('w', 'b', 'task'),
      nodeTaskId('v', 'a', 'task'),
    ];
    expect(new Set([id, ...others]).size).toBe(4);
  });
});
