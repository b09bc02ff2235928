import { Global, Module } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { PersonAuthenticator, ServiceAuthenticator } from '../platform/access/access.guards.ts';
import { Config } from '../platform/config/config.ts';
import { IdentityChanges } from './identity-changes.ts';
import { MemberDirectory } from './members/member-directory.ts';
import { MembersAdminController } from './members/members.admin.controller.ts';
import { MembersRepository } from './members/members.repository.ts';
import { MembersService } from './members/members.service.ts';
import { Passwords } from './passwords/passwords.ts';
import { ServiceAccountsAdminController } from './service-accounts/service-accounts.admin.controller.ts';
import { ServiceAccountsRepository } from './service-accounts/service-accounts.repository.ts';
import { ServiceAccountsService } from './service-accounts/service-accounts.service.ts';
import { ServiceDirectory } from './service-accounts/service-directory.ts';
import { ServiceKeyAuthenticator } from './service-accounts/service-key-authenticator.ts';
import { ServiceKeysRepository } from './service-accounts/service-keys.repository.ts';
import { SessionsRepository } from './sessions/sessions.repository.ts';
import { SessionsService } from './sessions/sessions.service.ts';
import { AuthController } from './sign-in/auth.controller.ts';
import { AuthService } from './sign-in/auth.service.ts';
import { LoginThrottle } from './sign-in/login-throttle.ts';
import { AccessTokens } from './tokens/access-tokens.ts';
import { ExternalPeople } from './tokens/external-people.ts';
import { TokenAuthenticator } from './tokens/person-authenticator.ts';
import { ExternalTokenStrategy, OwnTokenStrategy } from './tokens/strategies.ts';

@Global()
@Module({
  imports: [PassportModule],
  controllers: [AuthController, MembersAdminController, ServiceAccountsAdminController],
  providers: [
    AccessTokens,
    AuthService,
    ExternalPeople,
    IdentityChanges,
    LoginThrottle,
    MemberDirectory,
    MembersRepository,
    MembersService,
    OwnTokenStrategy,
    Passwords,
    ServiceAccountsRepository,
    ServiceAccountsService,
    ServiceDirectory,
    ServiceKeysRepository,
    SessionsRepository,
    SessionsService,
    {
      provide: ExternalTokenStrategy,
      inject: [Config, ExternalPeople],
      useFactory: (config: Config, people: ExternalPeople) =>
        config.external ? new ExternalTokenStrategy(config, people) : null,
    },
    { provide: PersonAuthenticator, useClass: TokenAuthenticator },
    { provide: ServiceAuthenticator, useClass: ServiceKeyAuthenticator },
  ],
  exports: [IdentityChanges, MembersService, PersonAuthenticator, ServiceAuthenticator, SessionsService],
})
export class IdentityModule {}
