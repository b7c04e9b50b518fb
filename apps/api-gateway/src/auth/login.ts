import { Injectable } from '@nestjs/common';
import { UnauthenticatedError } from '@orrery/domain';
import { UserStore } from '../users/user.store.js';
import type { LoginDto, TokensDto } from './auth.dto.js';
import { Lockout } from './lockout.js';
import { PasswordHasher } from './password-hasher.js';
import { TokenIssuer } from './token-issuer.js';

const LONGEST_NAME = 100;

/** Turns a name and a password into tokens. Whether the name, the password or the account was wrong is not told. */
@Injectable()
export class Login {
  constructor(
    private readonly users: UserStore,
    private readonly passwords: PasswordHasher,
    private readonly lockout: Lockout,
    private readonly tokens: TokenIssuer,
  ) {}

  async login({ username, password }: LoginDto, ip: string): Promise<TokensDto> {
    // Lower case may be longer than what it was made of; no account has such a name.
    const account = username.toLowerCase().slice(0, LONGEST_NAME);
    await this.lockout.beginTry(account, ip);
    const user = await this.users.findByName(account);
    const matching = await this.passwords.matches(password, user?.passwordHash);
    if (!matching || !user?.enabled)
      throw new UnauthenticatedError('The user name or the password is wrong.');
    await this.lockout.succeeded(account, ip);
    return this.tokens.issue(user);
  }
}
