import { InvalidError } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { parseDeadLettersCommand } from './dead-letters-command.js';

describe('the dead-letters command', () => {
  it('takes all queues with dead letters by default', () => {
    const { verb, queues, limit } = parseDeadLettersCommand(['list']);
    expect({ verb, limit }).toEqual({ verb: 'list', limit: undefined });
    expect(queues).toContain('master.reports');
    expect(queues).not.toContain('master.rpc');
  });

  it('takes one queue by its name or that of its dead queue', () => {
    expect(parseDeadLettersCommand(['replay', 'work.gpu.dead', '--limit', '5'])).toEqual({
      verb: 'replay',
      queues: ['work.gpu'],
      limit: 5,
    });
  });

  it.each([
    [[]],
    [['bury']],
    [['list', 'a', 'b']],
    [['list', '--limit', '0']],
    [['list', '--limit', 'x']],
    [['list', '--all']],
  ])('refuses %j', (args) => {
    expect(() => parseDeadLettersCommand(args)).toThrow(InvalidError);
  });
});
