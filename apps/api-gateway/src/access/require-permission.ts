import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiSecurity } from '@nestjs/swagger';
import type { Permission } from './permissions.js';

/** Resources that belong to a project and can be asked which one. */
export const projectResources = [
  'task',
  'schedule',
  'workflow',
  'run',
  'workflowRun',
  'backfill',
  'alarmRule',
  'alarm',
] as const;
export type ProjectResource = (typeof projectResources)[number];

/** Where the permission of a route must hold. */
export type Scope =
  /** Everywhere: the resource belongs to no project. */
  | { readonly kind: 'everywhere' }
  /** In some project; a list is narrowed to those. */
  | { readonly kind: 'somewhere' }
  /** In the project that the body names, or each of its items when it is a list. */
  | { readonly kind: 'body' }
  /** In the project of the target that the body names. */
  | { readonly kind: 'target' }
  /** In the project of the resource that the path names. */
  | { readonly kind: 'resource'; readonly resource: ProjectResource }
  /** In the project that this parameter of the path names. */
  | { readonly kind: 'project'; readonly parameter: string };

/** The label of a route: open to all, to everybody who is logged in, or to holders of a permission. */
export type AccessLabel =
  | { readonly kind: 'public' }
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'permission'; readonly permission: Permission; readonly scope: Scope };

export const ACCESS_LABEL = 'orrery:access';

export const everywhere: Scope = { kind: 'everywhere' };
export const somewhere: Scope = { kind: 'somewhere' };
export const ofBody: Scope = { kind: 'body' };
export const ofTarget: Scope = { kind: 'target' };
export const ofProject: Scope = { kind: 'project', parameter: 'name' };
export const ofParentProject: Scope = { kind: 'project', parameter: 'project' };
export function of(resource: ProjectResource): Scope {
  return { kind: 'resource', resource };
}

/** Opens a route to everybody. */
export function Public(): MethodDecorator & ClassDecorator {
  return label({ kind: 'public' });
}

/** Opens a route to everybody who is logged in. */
export function Authenticated(): MethodDecorator & ClassDecorator {
  return applyDecorators(label({ kind: 'authenticated' }), secured());
}

/** Opens a route to holders of the permission in the scope. */
export function RequirePermission(permission: Permission, scope: Scope): MethodDecorator & ClassDecorator {
  return applyDecorators(
    label({ kind: 'permission', permission, scope }),
    secured(),
    ApiExtension('x-required-permission', permission),
  );
}

function label(value: AccessLabel): MethodDecorator & ClassDecorator {
  return SetMetadata(ACCESS_LABEL, value);
}

function secured(): MethodDecorator & ClassDecorator {
  return applyDecorators(ApiBearerAuth('bearer'), ApiSecurity('apiKey'));
}
