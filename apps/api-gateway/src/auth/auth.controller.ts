import { Body, Controller, Get, Ip, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller } from '../access/parameters.js';
import { Principal } from '../access/principal.js';
import { Authenticated, Public } from '../access/require-permission.js';
import { Endpoint } from '../openapi/endpoint.js';
import { LoginDto, MeDto, RefreshDto, TokensDto } from './auth.dto.js';
import { Login } from './login.js';
import { TokenIssuer } from './token-issuer.js';

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly logins: Login,
    private readonly tokens: TokenIssuer,
  ) {}

  @Post('login')
  @Public()
  @Endpoint({
    id: 'login',
    summary: 'Log in with name and password',
    answer: TokensDto,
    problems: [401, 422, 429, 503],
    body: {
      type: LoginDto,
      example: { username: 'admin', password: 'the password that the first start printed' },
    },
  })
  login(@Body() body: LoginDto, @Ip() ip: string): Promise<TokensDto> {
    return this.logins.login(body, ip);
  }

  @Post('refresh')
  @Public()
  @Endpoint({
    id: 'refreshTokens',
    summary: 'Exchange a refresh token for new tokens',
    answer: TokensDto,
    problems: [401, 422, 503],
    body: { type: RefreshDto, example: { refreshToken: 'orr_…' } },
  })
  refresh(@Body() { refreshToken }: RefreshDto): Promise<TokensDto> {
    return this.tokens.refresh(refreshToken);
  }

  @Post('logout')
  @Public()
  @Endpoint({
    id: 'logout',
    summary: 'End a login',
    status: 204,
    problems: [422, 503],
    body: { type: RefreshDto, example: { refreshToken: 'orr_…' } },
  })
  logout(@Body() { refreshToken }: RefreshDto): Promise<void> {
    return this.tokens.revoke(refreshToken);
  }

  @Get('me')
  @Authenticated()
  @Endpoint({ id: 'getMe', summary: 'Who am I?', answer: MeDto, problems: [401, 503] })
  me(@Caller() caller: Principal): MeDto {
    const roles = caller.grants.map(({ role, project }) => ({ role, project }));
    return { id: caller.userId, username: caller.username, apiKey: caller.key?.name ?? null, roles };
  }
}
