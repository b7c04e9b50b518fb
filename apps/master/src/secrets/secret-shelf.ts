import { Injectable } from '@nestjs/common';
import { SecretUseStore } from '../persistence/stores/secret-use.store.js';
import { SecretStore } from '../persistence/stores/secret.store.js';

/** Where secrets are kept, and who uses them. */
@Injectable()
export class SecretShelf {
  constructor(
    readonly secrets: SecretStore,
    readonly uses: SecretUseStore,
  ) {}
}
