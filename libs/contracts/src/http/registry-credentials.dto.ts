import type { RegistryCredentials } from '@orrery/domain';
import { TextField } from '../fields/index.js';

export class RegistryCredentialsDto implements RegistryCredentials {
  @TextField({
    max: 255,
    pattern: /^[^\s:]+$/,
    patternHint: 'a username, without blanks and ":"',
    example: 'ci',
    description: 'As it is, or a secret of the task, `${secrets.NAME}`.',
  })
  username: string;

  @TextField({
    max: 200,
    example: '${secrets.REGISTRY_TOKEN}',
    description: 'A secret of the task, `${secrets.NAME}`; anything else is refused.',
  })
  password: string;
}
