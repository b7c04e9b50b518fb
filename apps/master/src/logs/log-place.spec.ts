import { describe, expect, it } from 'vitest';
import { readMasterConfig } from '../config.js';
import { readLogPlace, s3Place } from './log-place.js';

describe('where logs are kept', () => {
  it.each([
    ['database', { kind: 'database' }],
    ['directory:/var/lib/logs', { kind: 'directory', path: '/var/lib/logs' }],
    ['s3://my-logs', { kind: 's3', bucket: 'my-logs', prefix: '' }],
    ['s3://my-logs/a/b', { kind: 's3', bucket: 'my-logs', prefix: 'a/b/' }],
    ['s3://my-logs/a/', { kind: 's3', bucket: 'my-logs', prefix: 'a/' }],
  ])('%s', (text, place) => {
    expect(readLogPlace(text)).toEqual(place);
  });

  it.each(['', 'disk', 'directory:logs', 'directory:', 's3://', 's3:///x', 's3://Bucket'])(
    'is not "%s"',
    (text) => {
      expect(() => readLogPlace(text)).toThrow(/must be "database", "directory:"/);
    },
  );

  it('is refused at the start, by the name of the variable', () => {
    expect(() => readMasterConfig({ ORRERY_LOG_STORE: 'disk' })).toThrow(
      /^ORRERY_LOG_STORE must be "database"/,
    );
    expect(() => readMasterConfig({ ORRERY_LOG_S3_ACCESS_KEY: 'x' })).toThrow(/must be set together/);
  });

  it('has keys of its own only if both are given', () => {
    const place = { kind: 's3', bucket: 'b', prefix: '' } as const;
    const region = { logS3Region: 'eu-central-1' };
    expect(s3Place(place, region)).toMatchObject({ region: 'eu-central-1', credentials: undefined });
    const keys = { ...region, logS3AccessKey: 'k', logS3SecretKey: 's' };
    expect(s3Place(place, keys).credentials).toEqual({ accessKeyId: 'k', secretAccessKey: 's' });
  });
});
