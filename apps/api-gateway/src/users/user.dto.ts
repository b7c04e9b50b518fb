import {
  FlagField,
  IdField,
  InstantField,
  IntegerField,
  ListField,
  NameField,
  TextField,
} from '@orrery/contracts';
import { GrantDto } from './grant.dto.js';

const password = { min: 8, max: 256, example: 'correct horse battery staple' };

export class CreateUserDto {
  @NameField({ example: 'ada', description: 'Upper and lower case are the same.' })
  username: string;

  @TextField(password)
  password: string;

  @TextField({ optional: true, min: 0, max: 200, default: '', example: 'Ada Lovelace' })
  displayName: string = '';

  @ListField(() => GrantDto, { optional: true, maxItems: 200, default: [], example: [{ role: 'developer' }] })
  roles: GrantDto[] = [];

  @FlagField({ optional: true, default: true, description: 'Whether the user may log in.' })
  enabled: boolean = true;
}

/** The whole new state; what is left out gets its default, but the password stays. */
export class ReplaceUserDto {
  @TextField({
    ...password,
    optional: true,
    description: 'Absent: stays as it is. A new one ends all logins.',
  })
  password?: string;

  @TextField({ optional: true, min: 0, max: 200, default: '' })
  displayName: string = '';

  @ListField(() => GrantDto, { optional: true, maxItems: 200, default: [] })
  roles: GrantDto[] = [];

  @FlagField({ optional: true, default: true })
  enabled: boolean = true;
}

export class UserDto {
  @IdField()
  id: string;

  @NameField()
  username: string;

  @TextField({ min: 0, max: 200 })
  displayName: string;

  @ListField(() => GrantDto)
  roles: GrantDto[];

  @FlagField()
  enabled: boolean;

  @IntegerField({ min: 1 })
  version: number;

  @InstantField()
  createdAt: string;

  @InstantField()
  updatedAt: string;
}
