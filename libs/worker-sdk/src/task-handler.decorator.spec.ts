import 'reflect-metadata';
import { describe, expect, it } from 'vitest';
import { RetryLater, TASK_HANDLER, TaskHandler } from './index.js';

class Billing {
  @TaskHandler('billing.close')
  close(): string {
    return 'closed';
  }

  other(): void {}
}

describe('TaskHandler', () => {
  it('labels the method with its handler name and nothing else', () => {
    expect(Reflect.getMetadata(TASK_HANDLER, Billing.prototype.close)).toBe('billing.close');
    expect(Reflect.getMetadata(TASK_HANDLER, Billing.prototype.other)).toBeUndefined();
    expect(new Billing().close()).toBe('closed');
  });
});

describe('RetryLater', () => {
  it('says when, unless a reason is given', () => {
    expect(new RetryLater(new Date(0)).message).toContain('1970-01-01T00:00:00.000Z');
    expect(new RetryLater(new Date(0), 'closed on Sundays').message).toBe('closed on Sundays');
  });
});
