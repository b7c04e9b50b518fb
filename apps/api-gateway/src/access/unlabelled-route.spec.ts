import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { expect, it } from 'vitest';
import { AccessGuard } from './access-guard.js';
import { Public } from './require-permission.js';

class Routes {
  unlabelled(): void {}

  @Public()
  open(): void {}
}

it('a route without a label is shut for everybody', async () => {
  const guard = new AccessGuard(new Reflector(), undefined as never, undefined as never);
  const context = (handler: 'unlabelled' | 'open') =>
    ({ getHandler: () => Routes.prototype[handler], getClass: () => Routes }) as unknown as ExecutionContext;
  await expect(guard.canActivate(context('unlabelled'))).rejects.toMatchObject({ code: 'forbidden' });
  expect(await guard.canActivate(context('open'))).toBe(true);
});
