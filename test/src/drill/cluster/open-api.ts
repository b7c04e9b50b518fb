import { OrreryApi } from '../../installation/orrery-api.js';
import { ADMIN_PASSWORD } from '../../installation/plans.js';
import { until } from '../../installation/until.js';
import type { DrillCluster } from './drill-cluster.js';

/** The API under a key that outlives any drill, once all workers are known. */
export async function openApi({ origin, crew }: DrillCluster): Promise<OrreryApi> {
  const admin = await OrreryApi.login(origin, 'admin', ADMIN_PASSWORD);
  const body = { name: 'drill', role: 'admin' };
  const { key } = await admin.http.must<{ key: string }>('POST', '/api-keys', { body });
  const api = new OrreryApi(admin.http.as({ 'x-api-key': key }));
  await until('the workers to register', async () => (await api.workers()).length === crew.workers.length);
  return api;
}
