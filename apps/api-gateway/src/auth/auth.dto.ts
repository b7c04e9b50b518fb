import { IdField, IntegerField, ListField, TextField } from '@orrery/contracts';
import { GrantDto } from '../users/grant.dto.js';

export class LoginDto {
  @TextField({ max: 100, example: 'admin' })
  username: string;

  @TextField({ max: 256, example: 'the password that the first start printed' })
  password: string;
}

export class RefreshDto {
  @TextField({ max: 256, example: 'orr_…', description: 'The refresh token of the last answer; good once.' })
  refreshToken: string;
}

export class TokensDto {
  @TextField({ description: 'To be sent as `Authorization: Bearer …`.' })
  accessToken: string;

  @TextField({ description: 'Exchanged for a new pair by `POST /auth/refresh`.' })
  refreshToken: string;

  @IntegerField({ example: 900, description: 'Seconds until the access token expires.' })
  expiresIn: number;
}

/** Who the caller is. */
export class MeDto {
  @IdField()
  id: string;

  @TextField({ example: 'admin' })
  username: string;

  @TextField({ optional: true, description: 'Name of the API key, when one was sent.' })
  apiKey: string | null;

  @ListField(() => GrantDto)
  roles: GrantDto[];
}
