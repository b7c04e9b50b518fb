/** What may be done, as `resource:action`. */
export const permissions = [
  'project:read',
  'task:read',
  'schedule:read',
  'workflow:read',
  'run:read',
  'worker:read',
  'master:read',
  'cluster:read',
  'pool:read',
  'setting:read',
  'alarm-rule:read',
  'alarm:read',
  'api-key:use',
  'event:publish',
  'run:trigger',
  'run:control',
  'task:operate',
  'schedule:operate',
  'workflow:operate',
  'project:operate',
  'alarm:handle',
  'worker:operate',
  'cluster:operate',
  'task:write',
  'schedule:write',
  'workflow:write',
  'alarm-rule:write',
  'secret:read',
  'project:write',
  'pool:write',
  'secret:write',
  'setting:write',
  'user:read',
  'user:write',
  'api-key:manage',
] as const;
export type Permission = (typeof permissions)[number];

/** From least to most; each role has the permissions of those before it. */
export const roles = ['viewer', 'operator', 'developer', 'admin'] as const;
export type Role = (typeof roles)[number];

const added: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: [
    'project:read',
    'task:read',
    'schedule:read',
    'workflow:read',
    'run:read',
    'worker:read',
    'master:read',
    'cluster:read',
    'pool:read',
    'setting:read',
    'alarm-rule:read',
    'alarm:read',
    'api-key:use',
  ],
  operator: [
    'event:publish',
    'run:trigger',
    'run:control',
    'task:operate',
    'schedule:operate',
    'workflow:operate',
    'project:operate',
    'alarm:handle',
    'worker:operate',
    'cluster:operate',
  ],
  developer: ['task:write', 'schedule:write', 'workflow:write', 'alarm-rule:write', 'secret:read'],
  admin: [
    'project:write',
    'pool:write',
    'secret:write',
    'setting:write',
    'user:read',
    'user:write',
    'api-key:manage',
  ],
};

/** The permissions of each role. */
export const rolePermissions = Object.fromEntries(
  roles.map((role, rank) => [role, new Set(roles.slice(0, rank + 1).flatMap((lower) => added[lower]))]),
) as unknown as Readonly<Record<Role, ReadonlySet<Permission>>>;

/** A role held everywhere (`project` null) or in one project. */
export interface Grant {
  readonly role: Role;
  readonly project: string | null;
}
