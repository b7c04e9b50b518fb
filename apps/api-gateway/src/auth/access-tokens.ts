import { createSecretKey } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { UnauthenticatedError, type Clock } from '@orrery/domain';

const ISSUER = 'orrery';
const AUDIENCE = 'orrery-api';

/** How long an access token is good for. */
export const ACCESS_TOKEN_S = 900;

interface Claims {
  readonly sub?: unknown;
}

/** Issues and checks access tokens: JWT, HS256. They name the user only; roles are looked up, so that taking one away counts soon. */
export class AccessTokens {
  private readonly jwt: JwtService;

  constructor(
    secret: string,
    private readonly clock: Clock,
  ) {
    // As a key object: for a plain text the library first tries, slowly and in vain, whether it is a public key.
    const key = createSecretKey(secret, 'utf8');
    this.jwt = new JwtService({ secretOrKeyProvider: () => key });
  }

  issue(userId: string, username: string): string {
    const iat = this.nowS();
    const claims = {
      sub: userId,
      name: username,
      iss: ISSUER,
      aud: AUDIENCE,
      iat,
      exp: iat + ACCESS_TOKEN_S,
    };
    return this.jwt.sign(claims, { algorithm: 'HS256' });
  }

  /** The user's id. @throws UnauthenticatedError when the token is not ours or too old. */
  verify(token: string): string {
    try {
      const { sub } = this.jwt.verify<Claims & object>(token, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        clockTimestamp: this.nowS(),
      });
      if (typeof sub === 'string') return sub;
    } catch (error) {
      if ((error as Error).name === 'TokenExpiredError') {
        throw new UnauthenticatedError('The access token has expired; refresh it or log in again.');
      }
    }
    throw new UnauthenticatedError('The access token is not valid; log in again.');
  }

  private nowS(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }
}
