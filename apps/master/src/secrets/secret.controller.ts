import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { accept, PutSecretDto, type CallReply, type CallRequest } from '@orrery/contracts';
import { AttemptSecrets } from './attempt-secrets.js';
import { SecretKeys } from './secret-keys.js';
import { SecretService } from './secret.service.js';

/** Answers `secret.*`, and workers about the secrets of their attempts. */
@Controller()
export class SecretController {
  constructor(
    private readonly secrets: SecretService,
    private readonly attempts: AttemptSecrets,
    private readonly keys: SecretKeys,
  ) {}

  @MessagePattern('secret.list')
  list(@Payload() { query, projects }: CallRequest<'secret.list'>): Promise<CallReply<'secret.list'>> {
    return this.secrets.list(query, projects);
  }

  @MessagePattern('secret.get')
  get(@Payload() place: CallRequest<'secret.get'>): Promise<CallReply<'secret.get'>> {
    return this.secrets.get(place);
  }

  @MessagePattern('secret.put')
  put(@Payload() { body, ...writing }: CallRequest<'secret.put'>): Promise<CallReply<'secret.put'>> {
    return this.secrets.put({ ...writing, body: accept(PutSecretDto, body) });
  }

  @MessagePattern('secret.delete')
  async delete(
    @Payload() { ifVersion, actor, ...place }: CallRequest<'secret.delete'>,
  ): Promise<CallReply<'secret.delete'>> {
    await this.secrets.delete(place, ifVersion, actor);
    return { deleted: true };
  }

  @MessagePattern('secret.keys')
  showKeys(): Promise<CallReply<'secret.keys'>> {
    return this.keys.show();
  }

  @MessagePattern('run.secrets')
  ofAttempt(@Payload() claim: CallRequest<'run.secrets'>): Promise<CallReply<'run.secrets'>> {
    return this.attempts.of(claim);
  }
}
