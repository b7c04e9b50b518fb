import { rolePermissions, type Grant, type Permission } from './permissions.js';

/** Who a request comes from. A key may do only what both itself and its owner may. */
export class Principal {
  constructor(
    readonly userId: string,
    readonly username: string,
    private readonly userGrants: readonly Grant[],
    readonly key?: { readonly id: string; readonly name: string; readonly grant: Grant },
  ) {}

  /** Name recorded with each change. */
  get actor(): string {
    return this.key ? `${this.username} (key ${this.key.name})` : this.username;
  }

  /** What the user holds, narrowed by nothing. */
  get grants(): readonly Grant[] {
    return this.key ? [this.key.grant] : this.userGrants;
  }

  mayEverywhere(permission: Permission): boolean {
    return this.projectsWith(permission) === undefined;
  }

  may(permission: Permission, project: string): boolean {
    const projects = this.projectsWith(permission);
    return projects === undefined || projects.includes(project);
  }

  maySomewhere(permission: Permission): boolean {
    return this.projectsWith(permission)?.length !== 0;
  }

  /** The projects in which the permission holds; undefined: in all of them. */
  projectsWith(permission: Permission): readonly string[] | undefined {
    const own = projectsOf(this.userGrants, permission);
    if (this.key === undefined) return own;
    const keys = projectsOf([this.key.grant], permission);
    if (own === undefined || keys === undefined) return own ?? keys;
    return own.filter((project) => keys.includes(project));
  }
}

function projectsOf(grants: readonly Grant[], permission: Permission): readonly string[] | undefined {
  const granting = grants.filter(({ role }) => rolePermissions[role].has(permission));
  const projects = granting.map(({ project }) => project);
  return projects.includes(null) ? undefined : (projects as string[]);
}
