import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CookieOptions, Request, Response } from 'express';
import { PublicRoute, Scope, TenantRoute } from '../../platform/access/access.decorators.ts';
import type { TenantScope } from '../../platform/access/tenant-scope.ts';
import { Config } from '../../platform/config/config.ts';
import { CodedError } from '../../platform/errors/coded-error.ts';
import { forbidden, unauthenticated } from '../../platform/errors/common-errors.ts';
import { Answers, AnswersNothing } from '../../platform/http/answer.ts';
import { SESSION, SessionsService } from '../sessions/sessions.service.ts';
import { type LoginBody, loginBody, meView, type PasswordBody, passwordBody, sessionView } from './auth.dto.ts';
import { AuthService } from './auth.service.ts';

const DEVICE_SECONDS = 180 * 24 * 3600;

@ApiTags('Sign in')
@Controller('api/v1/auth')
export class AuthController {
  private readonly cookie: { refresh: string; device: string; options: CookieOptions };

  constructor(
    private readonly auth: AuthService,
    private readonly sessions: SessionsService,
    private readonly config: Config,
  ) {
    const secure = config.http.publicUrl?.startsWith('https:') ?? false;
    // The __Host- prefix binds a cookie to this very origin, but browsers grant it only over https.
    const prefix = secure ? '__Host-' : '';
    this.cookie = {
      refresh: `${prefix}ims_refresh`,
      device: `${prefix}ims_device`,
      options: { httpOnly: true, secure, sameSite: 'strict', path: '/' },
    };
  }

  @ApiOperation({
    summary: 'Sign in',
    description: 'Also sets an HttpOnly cookie with the refresh token. Every wrong combination gets the same answer.',
  })
  @Post('login')
  @PublicRoute('signing in is how one stops being anonymous; throttled')
  @Answers(sessionView)
  async login(
    @Body({ schema: loginBody }) body: LoginBody,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    const origin = {
      address: request.ip,
      device: cookieOf(request, this.cookie.device),
      requestId: request.id,
    };
    const { view, refreshToken, device } = await this.auth.login(body, origin);
    this.setRefresh(response, refreshToken);
    response.cookie(this.cookie.device, device, { ...this.cookie.options, maxAge: DEVICE_SECONDS * 1000 });
    return view;
  }

  @ApiOperation({
    summary: 'Get a new access token',
    description: 'Exchanges the refresh cookie for a new one. A cookie used twice ends the session.',
  })
  @Post('refresh')
  @PublicRoute('carries the refresh cookie instead of an access token')
  @Answers(sessionView)
  async refresh(@Req() request: Request, @Res({ passthrough: true }) response: Response) {
    this.assertOwnPage(request);
    const token = cookieOf(request, this.cookie.refresh);
    if (!token) throw unauthenticated({ detail: 'There is no session. Sign in.' });
    const { view, refreshToken } = await this.sessions.refresh(token).catch((error: unknown) => {
      if (error instanceof CodedError && error.kind === unauthenticated)
        response.clearCookie(this.cookie.refresh, this.cookie.options);
      throw error;
    });
    if (refreshToken) this.setRefresh(response, refreshToken);
    return view;
  }

  @ApiOperation({ summary: 'Sign out' })
  @Post('logout')
  @PublicRoute('ends the session of the refresh cookie, also when the access token has expired')
  @AnswersNothing()
  async logout(@Req() request: Request, @Res({ passthrough: true }) response: Response) {
    this.assertOwnPage(request);
    const token = cookieOf(request, this.cookie.refresh);
    if (token) await this.sessions.end(token);
    response.clearCookie(this.cookie.refresh, this.cookie.options);
    response.setHeader('Clear-Site-Data', '"cache"');
  }

  @ApiOperation({ summary: 'Tell who is signed in, and what they may do' })
  @Get('me')
  @TenantRoute('signed-in')
  @Answers(meView)
  getMe(@Scope() scope: TenantScope) {
    return this.auth.me(scope);
  }

  @ApiOperation({
    summary: 'Change the own password',
    description: 'Ends every session of the caller and opens a new one.',
  })
  @Post('password')
  @HttpCode(200)
  @TenantRoute('signed-in')
  @Answers(sessionView)
  async changePassword(
    @Scope() scope: TenantScope,
    @Body({ schema: passwordBody }) body: PasswordBody,
    @Res({ passthrough: true }) response: Response,
  ) {
    const { view, refreshToken } = await this.auth.changePassword(scope, body);
    this.setRefresh(response, refreshToken);
    return view;
  }

  private setRefresh(response: Response, token: string | undefined): void {
    if (token) response.cookie(this.cookie.refresh, token, { ...this.cookie.options, maxAge: SESSION.seconds * 1000 });
  }

  /** A cookie is sent by any page; only ours may use it. SameSite says so too, in browsers that keep to it. */
  private assertOwnPage(request: Request): void {
    const { origin, host } = request.headers;
    const site = request.headers['sec-fetch-site'];
    const own = this.config.http.publicUrl ?? `${request.protocol}://${host}`;
    if ((origin !== undefined && origin !== own) || (site !== undefined && site !== 'same-origin' && site !== 'none')) {
      throw forbidden({ detail: 'Only the pages of this installation may use its session cookie.' });
    }
  }
}

/** The parser also makes objects of cookies that look like JSON; ours are text. */
function cookieOf(request: Request, name: string): string | undefined {
  const value: unknown = request.cookies[name];
  return typeof value === 'string' ? value : undefined;
}
