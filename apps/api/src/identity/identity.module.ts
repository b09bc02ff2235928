import { Global, Module } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { PersonAuthenticator } from '../platform/access/access.guards.ts';
import { Config } from '../platform/config/config.ts';
import { AccessTokens } from './access-tokens.ts';
import { AuthController } from './auth.controller.ts';
import { AuthService } from './auth.service.ts';
import { ExternalPeople } from './external-people.ts';
import { LoginThrottle } from './login-throttle.ts';
import { MemberDirectory } from './member-directory.ts';
import { MembersAdminController } from './members.admin.controller.ts';
import { MembersRepository } from './members.repository.ts';
import { MembersService } from './members.service.ts';
import { Passwords } from './passwords.ts';
import { TokenAuthenticator } from './person-authenticator.ts';
import { SessionsRepository } from './sessions.repository.ts';
import { SessionsService } from './sessions.service.ts';
import { ExternalTokenStrategy, OwnTokenStrategy } from './strategies.ts';

@Global()
@Module({
  imports: [PassportModule],
  controllers: [AuthController, MembersAdminController],
  providers: [
    AccessTokens,
    AuthService,
    ExternalPeople,
    LoginThrottle,
    MemberDirectory,
    MembersRepository,
    MembersService,
    OwnTokenStrategy,
    Passwords,
    SessionsRepository,
    SessionsService,
    {
      provide: ExternalTokenStrategy,
      inject: [Config, ExternalPeople],
      useFactory: (config: Config, people: ExternalPeople) =>
        config.external ? new ExternalTokenStrategy(config, people) : null,
    },
    { provide: PersonAuthenticator, useClass: TokenAuthenticator },
  ],
  exports: [MemberDirectory, MembersService, PersonAuthenticator, SessionsService],
})
export class IdentityModule {}
