import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PageQuery, pageOf, type Page } from '@orrery/contracts';
import { everywhere, RequirePermission } from '../access/require-permission.js';
import { IfMatch } from '../http/entity-tag.js';
import { IdPipe } from '../http/id.pipe.js';
import { LocatedAt } from '../http/resource-headers.interceptor.js';
import { Endpoint } from '../openapi/endpoint.js';
import { CreateUserDto, ReplaceUserDto, UserDto } from './user.dto.js';
import { Users } from './users.js';

const UserPage = pageOf(UserDto);

@ApiTags('users')
@Controller('users')
export class UsersController {
  constructor(private readonly users: Users) {}

  @Post()
  @RequirePermission('user:write', everywhere)
  @LocatedAt('users')
  @Endpoint({
    id: 'createUser',
    summary: 'Create a user',
    status: 201,
    answer: UserDto,
    problems: [401, 403, 409, 422, 503],
    body: {
      type: CreateUserDto,
      example: {
        username: 'ada',
        password: 'correct horse battery staple',
        displayName: 'Ada Lovelace',
        roles: [{ role: 'developer', project: 'default' }],
      },
    },
  })
  create(@Body() body: CreateUserDto): Promise<UserDto> {
    return this.users.create(body);
  }

  @Get()
  @RequirePermission('user:read', everywhere)
  @Endpoint({ id: 'listUsers', summary: 'List users', answer: UserPage, problems: [401, 403, 422, 503] })
  list(@Query() query: PageQuery): Promise<Page<UserDto>> {
    return this.users.list(query);
  }

  @Get(':id')
  @RequirePermission('user:read', everywhere)
  @Endpoint({ id: 'getUser', summary: 'Show a user', answer: UserDto, problems: [401, 403, 404, 503] })
  get(@Param('id', IdPipe) id: string): Promise<UserDto> {
    return this.users.get(id);
  }

  @Put(':id')
  @RequirePermission('user:write', everywhere)
  @Endpoint({
    id: 'replaceUser',
    summary: 'Change a user',
    answer: UserDto,
    problems: [401, 403, 404, 409, 412, 422, 503],
    conditional: true,
    body: {
      type: ReplaceUserDto,
      example: { displayName: 'Ada', roles: [{ role: 'admin' }], enabled: true },
    },
  })
  replace(
    @Param('id', IdPipe) id: string,
    @Body() body: ReplaceUserDto,
    @IfMatch() ifVersion: number | undefined,
  ): Promise<UserDto> {
    return this.users.replace(id, body, ifVersion);
  }

  @Delete(':id')
  @RequirePermission('user:write', everywhere)
  @Endpoint({ id: 'deleteUser', summary: 'Delete a user', status: 204, problems: [401, 403, 404, 409, 503] })
  remove(@Param('id', IdPipe) id: string): Promise<void> {
    return this.users.remove(id);
  }
}
