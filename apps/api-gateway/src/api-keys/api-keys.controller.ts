import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PageQuery, pageOf, type Page } from '@orrery/contracts';
import { Caller } from '../access/parameters.js';
import { Principal } from '../access/principal.js';
import { RequirePermission, somewhere } from '../access/require-permission.js';
import { IdPipe } from '../http/id.pipe.js';
import { LocatedAt } from '../http/resource-headers.interceptor.js';
import { Endpoint } from '../openapi/endpoint.js';
import { ApiKeyDto, CreateApiKeyDto, NewApiKeyDto } from './api-key.dto.js';
import { ApiKeys } from './api-keys.js';

const ApiKeyPage = pageOf(ApiKeyDto);

@ApiTags('api-keys')
@Controller('api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeys) {}

  @Post()
  @RequirePermission('api-key:use', somewhere)
  @LocatedAt('api-keys')
  @Endpoint({
    id: 'createApiKey',
    summary: 'Make an API key',
    description: 'The key itself is in this answer only. An API key cannot make another one.',
    status: 201,
    answer: NewApiKeyDto,
    problems: [401, 403, 422, 503],
    body: {
      type: CreateApiKeyDto,
      example: { name: 'deploy-pipeline', role: 'operator', project: 'default' },
    },
  })
  create(@Body() body: CreateApiKeyDto, @Caller() caller: Principal): Promise<NewApiKeyDto> {
    return this.keys.create(body, caller);
  }

  @Get()
  @RequirePermission('api-key:use', somewhere)
  @Endpoint({
    id: 'listApiKeys',
    summary: 'List API keys',
    description: 'One’s own; an administrator sees everybody’s.',
    answer: ApiKeyPage,
    problems: [401, 403, 422, 503],
  })
  list(@Query() query: PageQuery, @Caller() caller: Principal): Promise<Page<ApiKeyDto>> {
    return this.keys.list(query, caller);
  }

  @Get(':id')
  @RequirePermission('api-key:use', somewhere)
  @Endpoint({
    id: 'getApiKey',
    summary: 'Show an API key',
    answer: ApiKeyDto,
    problems: [401, 403, 404, 503],
  })
  get(@Param('id', IdPipe) id: string, @Caller() caller: Principal): Promise<ApiKeyDto> {
    return this.keys.get(id, caller);
  }

  @Delete(':id')
  @RequirePermission('api-key:use', somewhere)
  @Endpoint({ id: 'deleteApiKey', summary: 'Delete an API key', status: 204, problems: [401, 403, 404, 503] })
  remove(@Param('id', IdPipe) id: string, @Caller() caller: Principal): Promise<void> {
    return this.keys.remove(id, caller);
  }
}
