import { Injectable } from '@nestjs/common';
import { ServiceClient } from '@orrery/messaging';
import { ExpiringCache } from '../tokens/expiring-cache.js';
import type { ProjectResource } from './require-permission.js';

/** An alarm rule may move to another project; what belongs to the others stays where it was made. */
const HOUR_MS = 3_600_000;

/** Finds the project of a resource, so that a caller's project roles can be applied to it. */
@Injectable()
export class ProjectResolver {
  private readonly known = new ExpiringCache<string>({ ttlMs: HOUR_MS, maxEntries: 10_000 });

  constructor(private readonly client: ServiceClient) {}

  /** @throws NotFoundError when there is no such resource. */
  async projectOf(resource: ProjectResource, id: string): Promise<string> {
    if (resource === 'alarmRule') return this.ask(resource, id);
    return this.known.get(`${resource}/${id}`, () => this.ask(resource, id));
  }

  private async ask(resource: ProjectResource, id: string): Promise<string> {
    const { project } = await this.client.call(`${resource}.get`, { id });
    return project;
  }
}
