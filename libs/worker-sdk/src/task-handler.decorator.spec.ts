import 'reflect-metadata';
import { describe, expect, it } from 'vitest';
import { handlersOf, RetryLater, TASK_HANDLER, TaskHandler, type TaskContext } from './index.js';
import { testHandler } from './testing/index.js';

class Ledger {
  protected readonly closed = ['april'];

  @TaskHandler('ledger.read')
  read(): readonly string[] {
    return this.closed;
  }

  @TaskHandler('ledger.open')
  open(): string {
    return 'opened';
  }
}

class CloseParams {
  month: number;
}

class Billing extends Ledger {
  @TaskHandler('billing.close', { params: CloseParams })
  close({ params }: TaskContext<CloseParams>): string {
    return `closed ${params.month}`;
  }

  override open(): string {
    return 'nothing that is marked';
  }

  other(): void {}
}

describe('TaskHandler', () => {
  it('labels the method and does nothing else', () => {
    const label = (method: object) => Reflect.getMetadata(TASK_HANDLER, method) as unknown;
    expect(label(Billing.prototype.close)).toEqual({ name: 'billing.close', params: CloseParams });
    expect(label(Billing.prototype.other)).toBeUndefined();
    expect(new Billing().other()).toBeUndefined();
  });
});

describe('handlersOf', () => {
  it('finds the marked methods, inherited ones too, and runs them on their provider', async () => {
    const handlers = handlersOf(new Billing());
    expect(handlers.map(({ name }) => name)).toEqual(['billing.close', 'ledger.read']);
    expect(handlers[0]!.params).toBe(CloseParams);
    expect((await testHandler(handlers[1]!)).result).toEqual(['april']);
    expect(handlersOf({ read: () => 1 })).toEqual([]);
    expect(handlersOf(Object.create(null) as object)).toEqual([]);
  });
});

describe('RetryLater', () => {
  it('says when, unless a reason is given', () => {
    expect(new RetryLater(new Date(0)).message).toContain('1970-01-01T00:00:00.000Z');
    expect(new RetryLater(new Date(0), 'closed on Sundays').message).toBe('closed on Sundays');
  });
});
