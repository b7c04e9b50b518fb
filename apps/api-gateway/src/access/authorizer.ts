import { Injectable } from '@nestjs/common';
import { ForbiddenError, NotFoundError, targetKinds, type Target } from '@orrery/domain';
import type { FastifyRequest } from 'fastify';
import { idOf } from '../http/id.pipe.js';
import type { Permission } from './permissions.js';
import type { Principal } from './principal.js';
import { ProjectResolver } from './project-resolver.js';
import type { AccessLabel, ProjectResource } from './require-permission.js';

type PermissionLabel = Extract<AccessLabel, { kind: 'permission' }>;

const readPermission: Record<ProjectResource, Permission> = {
  task: 'task:read',
  schedule: 'schedule:read',
  workflow: 'workflow:read',
  run: 'run:read',
  workflowRun: 'run:read',
  backfill: 'run:read',
  alarmRule: 'alarm-rule:read',
  alarm: 'alarm:read',
};

/** Decides whether a caller may use a route on the resource it names. What one may not see does not exist (404). */
@Injectable()
export class Authorizer {
  constructor(private readonly projects: ProjectResolver) {}

  async authorize(principal: Principal, label: PermissionLabel, request: FastifyRequest): Promise<void> {
    const { permission, scope } = label;
    switch (scope.kind) {
      case 'everywhere':
        return allow(principal.mayEverywhere(permission), permission);
      case 'somewhere':
        allow(principal.maySomewhere(permission), permission);
        request.visibleProjects = principal.projectsWith(permission);
        return;
      case 'body':
        for (const project of projectsNamedBy(request.body)) {
          allow(principal.may(permission, project), permission);
        }
        return;
      case 'project':
        return this.authorizeProject(principal, permission, parameter(request, scope.parameter));
      case 'target':
        return this.authorizeTarget(principal, permission, request.body);
      case 'resource':
        return this.authorizeResource(principal, permission, scope.resource, request);
    }
  }

  private authorizeProject(principal: Principal, permission: Permission, project: string): void {
    if (!principal.may('project:read', project)) throw NotFoundError.of('project', project);
    allow(principal.may(permission, project), permission);
  }

  /** A target that cannot be one is refused later, with the other fields of the body. */
  private async authorizeTarget(principal: Principal, permission: Permission, body: unknown): Promise<void> {
    allow(principal.maySomewhere(permission), permission);
    const target = targetNamedBy(body);
    if (!target || principal.mayEverywhere(permission)) return;
    const project = await this.projects.projectOf(target.kind, target.id);
    if (!principal.may(readPermission[target.kind], project)) throw NotFoundError.of(target.kind, target.id);
    allow(principal.may(permission, project), permission);
  }

  private async authorizeResource(
    principal: Principal,
    permission: Permission,
    resource: ProjectResource,
    request: FastifyRequest,
  ): Promise<void> {
    if (principal.mayEverywhere(permission)) return;
    const id = idOf(parameter(request, 'id'));
    const project = await this.projects.projectOf(resource, id);
    if (!principal.may(readPermission[resource], project)) throw NotFoundError.of(resource, id);
    allow(principal.may(permission, project), permission);
    // Of all replacements only that of an alarm rule names a project, and may so move it there.
    const moves = resource === 'alarmRule' && request.method === 'PUT';
    if (moves) allow(principal.may(permission, projectNamedBy(request.body)), permission);
  }
}

function allow(allowed: boolean, permission: Permission): void {
  if (!allowed)
    throw new ForbiddenError(`This needs the permission "${permission}", which you do not have here.`);
}

function projectsNamedBy(body: unknown): string[] {
  return Array.isArray(body) && body.length > 0 ? body.map(projectNamedBy) : [projectNamedBy(body)];
}

function projectNamedBy(body: unknown): string {
  const project = (body as { project?: unknown } | null | undefined)?.project;
  return typeof project === 'string' ? project : 'default';
}

function targetNamedBy(body: unknown): Target | undefined {
  const { kind, id } = ((body as { target?: unknown } | null | undefined)?.target ?? {}) as Partial<Target>;
  if (typeof id !== 'string' || !targetKinds.includes(kind!)) return undefined;
  return { kind: kind!, id: idOf(id) };
}

function parameter(request: FastifyRequest, name: string): string {
  return (request.params as Record<string, string | undefined>)[name] ?? '';
}
