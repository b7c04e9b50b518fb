import { describe, expect, it } from 'vitest';
import { permissions, rolePermissions, roles } from './permissions.js';
import { Principal } from './principal.js';

describe('roles', () => {
  it('grow from viewer to admin, who may do everything', () => {
    for (const [rank, role] of roles.entries()) {
      const lower = roles[rank - 1];
      const below = lower ? rolePermissions[lower] : new Set<never>();
      expect([...below].every((permission) => rolePermissions[role].has(permission))).toBe(true);
      expect(rolePermissions[role].size).toBeGreaterThan(below.size);
    }
    expect([...rolePermissions.admin].sort()).toEqual([...permissions].sort());
  });
});

describe('a principal', () => {
  const grants = [
    { role: 'viewer', project: null },
    { role: 'developer', project: 'payroll' },
  ] as const;

  it('may in a project what a role there or everywhere gives', () => {
    const ada = new Principal('1', 'ada', grants);
    expect(ada.may('task:read', 'other')).toBe(true);
    expect(ada.may('task:write', 'payroll')).toBe(true);
    expect(ada.may('task:write', 'other')).toBe(false);
    expect(ada.projectsWith('task:read')).toBeUndefined();
    expect(ada.projectsWith('task:write')).toEqual(['payroll']);
    expect(ada.maySomewhere('user:write')).toBe(false);
  });

  it('with a key may only what both allow', () => {
    const broad = { id: 'k', name: 'k', grant: { role: 'admin', project: null } } as const;
    const ada = new Principal('1', 'ada', grants, broad);
    expect(ada.mayEverywhere('user:write')).toBe(false);
    expect(ada.projectsWith('task:write')).toEqual(['payroll']);
    const narrow = { id: 'k', name: 'k', grant: { role: 'viewer', project: 'payroll' } } as const;
    expect(new Principal('1', 'ada', grants, narrow).projectsWith('task:read')).toEqual(['payroll']);
    expect(new Principal('1', 'ada', grants, narrow).may('task:write', 'payroll')).toBe(false);
  });
});
