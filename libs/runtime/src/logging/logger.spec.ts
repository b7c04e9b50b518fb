import { describe, expect, it } from 'vitest';
import { newTraceparent, withTrace } from '../tracing/trace.js';
import { createLogger, type LogFormat } from './logger.js';

function captured(format: LogFormat = 'json') {
  const lines: string[] = [];
  const logger = createLogger('master', 'info', {
    format,
    destination: { write: (line) => void lines.push(line) },
  });
  return { logger, lines };
}

describe('the logger', () => {
  it('writes JSON lines with the name of the app and, inside a trace, its id', () => {
    const { logger, lines } = captured();
    logger.info('outside');
    const parent = newTraceparent();
    withTrace(parent, () => logger.info({ runId: 'r1' }, 'inside'));
    logger.debug('too quiet');
    const [outside, inside, ...rest] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rest).toEqual([]);
    expect(outside).toMatchObject({ name: 'master', msg: 'outside', level: 30 });
    expect(outside).not.toHaveProperty('traceId');
    expect(inside).toMatchObject({ msg: 'inside', runId: 'r1', traceId: parent.split('-')[1] });
  });

  it('blanks out secrets at every depth people log them', () => {
    const { logger, lines } = captured();
    logger.info({
      password: 'geheim',
      user: { token: 'geheim', name: 'kim' },
      request: { headers: { authorization: 'geheim', 'x-api-key': 'geheim' } },
      config: { apiKey: 'geheim', secret: 'geheim' },
    });
    expect(lines.join()).not.toContain('geheim');
    expect(lines.join()).toContain('kim');
  });

  it('writes for people too', () => {
    const { logger, lines } = captured('pretty');
    logger.warn('hello');
    expect(lines.join()).toContain('hello');
    expect(() => JSON.parse(lines.join()) as unknown).toThrow();
  });
});
