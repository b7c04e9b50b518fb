/** A backfill of a month of nights. */
export const newBackfill = {
  target: { kind: 'workflow', id: '01931a7e-5b0c-7c3e-9d55-2f4f4c1f8a10' },
  from: '2026-01-01T00:00:00.000Z',
  to: '2026-02-01T00:00:00.000Z',
  schedule: { kind: 'cron', expression: '0 2 * * *', timeZone: 'Europe/Berlin' },
  maxParallel: 2,
};
