import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountFor, canReach } from '@orrery/scripts/services/private/account.mjs';
import { aptPlan } from '@orrery/scripts/services/sources/apt.mjs';
import { withoutServiceStart } from '@orrery/scripts/services/sources/policy-rc.mjs';

let folder: string;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'orrery-installing-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('the plan to install packages', () => {
  const debian = 'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n';

  it('updates and installs without questions or recommendations on Debian and its children', () => {
    for (const release of [debian, 'ID=linuxmint\nID_LIKE="ubuntu debian"\n']) {
      const plan = aptPlan(['rabbitmq-server'], { uid: 0, release });
      if (plan.refused !== undefined) throw new Error(plan.refused);
      expect(plan.env).toEqual({ DEBIAN_FRONTEND: 'noninteractive' });
      expect(
        plan.commands.map((command) => command.filter((word) => !/^-o$|Lock/.test(word)).join(' ')),
      ).toEqual(['apt-get update', 'apt-get install -y --no-install-recommends rabbitmq-server']);
    }
  });

  it('is refused elsewhere and to ordinary users', () => {
    expect(aptPlan(['x'], { uid: 0, release: 'ID=fedora\n' })).toEqual({
      refused: 'this is no Debian or Ubuntu',
    });
    expect(aptPlan(['x'], { uid: 1000, release: debian })).toEqual({
      refused: 'installing packages needs root',
    });
  });
});

describe('an installation without service starts', () => {
  it('puts a policy that forbids starts and removes it, also when the installation fails', async () => {
    const policy = join(folder, 'policy-rc.d');
    const install = async () => {
      expect(readFileSync(policy, 'utf8')).toContain('exit 101');
      expect(statSync(policy).mode & 0o111).not.toBe(0);
      throw new Error('no network');
    };
    await expect(withoutServiceStart(install, policy)).rejects.toThrow('no network');
    expect(existsSync(policy)).toBe(false);
  });

  it("leaves the machine owner's policy as it is", async () => {
    const policy = join(folder, 'policy-rc.d');
    writeFileSync(policy, 'theirs');
    await withoutServiceStart(async () => undefined, policy);
    expect(readFileSync(policy, 'utf8')).toBe('theirs');
  });
});

describe('the account of a server', () => {
  const passwd = () => 'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n';

  it('is the first that exists when we are root, and our own otherwise', () => {
    expect(accountFor(['mysql', 'nobody'], { uid: 0, passwd })).toEqual({
      name: 'nobody',
      uid: 65534,
      gid: 65534,
    });
    expect(accountFor(['mysql', 'nobody'], { uid: 1000, passwd })).toBeUndefined();
    expect(() => accountFor(['mysql'], { uid: 0, passwd })).toThrow('must not run as root');
  });

  it('must be able to walk down to the data', () => {
    const nobody = { name: 'nobody', uid: 65534, gid: 65534 };
    expect(canReach(folder, nobody)).toBe(false);
    expect(canReach(tmpdir(), nobody)).toBe(true);
    expect(canReach(folder, undefined)).toBe(true);
  });
});
