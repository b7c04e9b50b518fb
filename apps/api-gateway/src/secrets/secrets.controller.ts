import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  pageOf,
  PutSecretDto,
  SecretDto,
  SecretKeysDto,
  SecretListQuery,
  WrittenSecretDto,
  type Page,
} from '@orrery/contracts';
import { ServiceClient } from '@orrery/messaging';
import { Actor, VisibleProjects } from '../access/parameters.js';
import { everywhere, ofParentProject, RequirePermission, somewhere } from '../access/require-permission.js';
import { IfMatch } from '../http/entity-tag.js';
import { IdPipe } from '../http/id.pipe.js';
import { Endpoint } from '../openapi/endpoint.js';

const SecretPage = pageOf(SecretDto);

@ApiTags('secrets')
@Controller('secrets')
export class SecretsController {
  constructor(private readonly client: ServiceClient) {}

  @Get()
  @RequirePermission('secret:read', somewhere)
  @Endpoint({
    id: 'listSecrets',
    summary: 'List secrets: their names, never their values',
    answer: SecretPage,
    problems: [401, 403, 422, 503],
  })
  list(
    @Query() query: SecretListQuery,
    @VisibleProjects() projects: readonly string[] | undefined,
  ): Promise<Page<SecretDto>> {
    return this.client.call('secret.list', { query, projects });
  }

  @Get('keys')
  @RequirePermission('secret:read', everywhere)
  @Endpoint({
    id: 'showSecretKeys',
    summary: 'Show which keys encrypt secrets, and how far a change of keys is',
    answer: SecretKeysDto,
    problems: [401, 403, 503],
  })
  keys(): Promise<SecretKeysDto> {
    return this.client.call('secret.keys', {});
  }

  @Get(':project/:name')
  @RequirePermission('secret:read', ofParentProject)
  @Endpoint({
    id: 'getSecret',
    summary: 'Show a secret: never its value',
    answer: SecretDto,
    problems: [401, 403, 404, 503],
  })
  get(@Param('project', IdPipe) project: string, @Param('name', IdPipe) name: string): Promise<SecretDto> {
    return this.client.call('secret.get', { project, name });
  }

  @Put(':project/:name')
  @RequirePermission('secret:write', ofParentProject)
  @Endpoint({
    id: 'putSecret',
    summary: 'Make a secret, or give it another value',
    description:
      'Attempts that begin from now on get the new value. The same value again changes nothing. Values cannot be read again. `warnings` tells what of it is too short to be hidden in logs.',
    answer: WrittenSecretDto,
    problems: [400, 401, 403, 404, 409, 412, 413, 422, 503],
    conditional: true,
    body: {
      type: PutSecretDto,
      example: { value: 'correct horse battery staple', description: 'Of the orders database' },
    },
  })
  put(
    @Param('project', IdPipe) project: string,
    @Param('name', IdPipe) name: string,
    @Body() body: PutSecretDto,
    @IfMatch() ifVersion: number | undefined,
    @Actor() actor: string,
  ): Promise<WrittenSecretDto> {
    return this.client.call('secret.put', { project, name, body, ifVersion, actor });
  }

  @Delete(':project/:name')
  @RequirePermission('secret:write', ofParentProject)
  @Endpoint({
    id: 'deleteSecret',
    summary: 'Delete a secret that nothing uses any more',
    description: 'Runs of former versions of tasks that still want it fail, and say so.',
    status: 204,
    problems: [401, 403, 404, 409, 412, 422, 503],
    conditional: true,
  })
  async delete(
    @Param('project', IdPipe) project: string,
    @Param('name', IdPipe) name: string,
    @IfMatch() ifVersion: number | undefined,
    @Actor() actor: string,
  ): Promise<void> {
    await this.client.call('secret.delete', { project, name, ifVersion, actor });
  }
}
